import { remembered } from '@/lib/remembered';
import type { Deed, Part } from './deed';
import { nouns } from './words';

/** "customer Bakkerij": the kind of thing in plain words, then its name of that time or its ID. Null where there is neither. */
export function subjectParts({ action, subject_type: type, subject_id: id, subject_label: label }: Deed): readonly Part[] | null {
  const kind = type === null ? '' : typeWords(type, { isPlural: isKubernetes(action) });
  if (id === null) return kind === '' ? null : [{ kind: 'words', text: withArticle(kind) }];
  const named: Part = { kind: 'subject', text: label ?? id };
  return kind === '' ? [named] : [{ kind: 'words', text: `${kind} ` }, named];
}

/** Names like "create pods": its resources are always in the plural, one of them too. */
export function isKubernetes(action: string): boolean {
  return /^[a-z]+ [a-z0-9.-]+(\/[a-z0-9]+)?$/.test(action);
}

/** `AWS::EC2::SecurityGroup` is a security group, `api-key` an API key. Empty where it names no kind of thing. */
export function typeWords(type: string, { isPlural = false }: { readonly isPlural?: boolean } = {}): string {
  return isPlural ? wordsOfMany(type) : wordsOfOne(type);
}

const wordsOfOne = remembered((type) => wordsOf(type, false));
const wordsOfMany = remembered((type) => wordsOf(type, true));

function wordsOf(type: string, isPlural: boolean): string {
  const last = type.split(/::|[:/]/).at(-1) ?? '';
  if (last === 'name' && type.includes(':')) return '';
  const words = wordsIn(last);
  return nounWords(isPlural ? [...words.slice(0, -1), singular(words.at(-1) ?? '')] : words);
}

/** `GetBucketACL`, `api_key`, `sign-in`: the words of a name, small. */
export function wordsIn(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

export function nounWords(words: readonly string[]): string {
  return words.map(nounWord).join(' ');
}

function nounWord(word: string): string {
  const one = singular(word);
  const [plain, plainOne] = [word, one].map((form) => (Object.hasOwn(nouns, form) ? nouns[form] : undefined));
  return plain ?? (plainOne === undefined ? word : `${plainOne}s`);
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|us)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) && word !== 'endpoints' ? word.slice(0, -1) : word;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
