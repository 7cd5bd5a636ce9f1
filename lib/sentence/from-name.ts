import { remembered } from '@/lib/remembered';
import { changeParts } from './change-parts';
import type { Deed, Known, Part } from './deed';
import { isKubernetes, nounWords, subjectParts, typeWords, wordsIn } from './subject-parts';
import { changing, plainer, prepositions, verbOf } from './words';

/**
 * What the name of an action says by itself, beginning with its verb: `customer.update` "update customer c_9",
 * `ec2:CreateVolume` "create volume". A name without a verb that we know is quoted: "do “x.y” to customer c_9".
 */
export function fromName(deed: Deed, known: Known): readonly Part[] {
  const read = nameIn(deed.action);
  const subject = subjectParts(deed);
  if (!read) return [words('do “'), value(deed.action), words('”'), ...(subject ? [words(' to '), ...subject] : [])];
  const { verb, noun, particle } = read;
  if (changing.includes(verb) && known.changes && known.changes.length > 0) {
    const told = changeParts(known.changes);
    return [words(`${told.verb} `), ...told.what, ...(subject ? [words(` ${told.preposition} `), ...subject] : []), ...told.fromTo];
  }
  const said = words([plainer[verb] ?? verb, particle].filter(Boolean).join(' '));
  const aspect = aspectOf(noun, deed);
  if (particle !== '' && deed.subject_id === deed.actor_id) return [said];
  if (!subject || (deed.subject_id === null && noun.length > 0 && !isMaking(verb)))
    return noun.length > 0 ? [said, words(` ${nounWords(noun)}`)] : [said, ...(subject ? [words(' '), ...subject] : [])];
  return aspect === '' ? [said, words(' '), ...subject] : [said, words(` ${aspect} ${prepositions[verb] ?? 'of'} `), ...subject];
}

/** What is made has no ID yet when it is asked for: "create a pod", where others are about all: "list pods". */
function isMaking(verb: string): boolean {
  return verb === 'create' || verb === 'register';
}

interface Name {
  readonly verb: string;
  readonly noun: readonly string[];
  /** "in" of "sign in". */
  readonly particle: string;
}

const particles = ['in', 'out', 'up', 'off', 'on'];

/** Null where no verb stands where names have theirs: first or last in the part behind the category. */
const nameIn = remembered((action): Name | null => {
  if (/[{}?&=]|\s\//.test(action)) return null;
  if (isKubernetes(action)) return kubernetesName(action);
  const behind = action.split(/[.:/]/);
  const said = wordsIn(behind.at(-1) ?? '');
  const category = behind.length > 1 && !action.includes(':') ? wordsIn(behind.at(-2) ?? '') : [];
  const first = verbOf(said[0] ?? '') ?? (isInterface(action) ? (said[0] ?? null) : null);
  if (first !== null) {
    const particle = particles.includes(said[1] ?? '') ? (said[1] ?? '') : '';
    const rest = said.slice(particle ? 2 : 1);
    return { verb: first, particle, noun: rest.length > 0 || particle ? rest : category };
  }
  const last = verbOf(said.at(-1) ?? '');
  return last === null ? null : { verb: last, particle: '', noun: said.length > 1 ? said.slice(0, -1) : category };
});

/** `service:DoSomething` always begins with its verb. */
function isInterface(action: string): boolean {
  return /^[a-z0-9.-]+:[A-Z][a-z]/.test(action);
}

/** "patch nodes/status" changes the status of a node. */
function kubernetesName(action: string): Name | null {
  const [verb = '', resource = ''] = action.split(' ');
  const [kind = '', part] = resource.split('/');
  const known = verbOf(verb);
  return known === null ? null : { verb: known, particle: '', noun: part === undefined ? [kind] : [part] };
}

/** What of the subject the name is about: "ACL" of bucket x. Empty where it is about the subject itself. */
function aspectOf(noun: readonly string[], { action, subject_type: type }: Deed): string {
  if (noun.length === 0) return '';
  const isPlural = isKubernetes(action);
  const kind = type === null ? '' : typeWords(type, { isPlural });
  const said = isPlural ? typeWords(noun.join(' '), { isPlural: action.includes('/') ? false : isPlural }) : nounWords(noun);
  if (kind === '' || said === kind || kind.endsWith(` ${said}`) || kind.startsWith(said)) return '';
  return said.startsWith(`${kind} `) ? said.slice(kind.length + 1) : said;
}

function words(text: string): Part {
  return { kind: 'words', text };
}

function value(text: string): Part {
  return { kind: 'value', text };
}
