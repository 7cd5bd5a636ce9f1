import type { Field } from './filter';
import type { Grammar } from './grammar';
import { cut, type Lexeme, split, unquote } from './lexeme';

/** Why a part cannot be read, and what was probably meant instead of it. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly why: string;
  readonly mend: string | null;
}

export function refusal(why: string, mend: string | null = null): Refusal {
  return { kind: 'refusal', why, mend };
}

export function isRefusal(value: object): value is Refusal {
  return 'kind' in value && value.kind === 'refusal';
}

/** `actor`, `meta.ip`, `meta."a.b".0`. A refusal's mend is another key. */
export function readField<C extends string, R extends string>(lexeme: Lexeme, grammar: Grammar<C, R>): Field<C, R> | Refusal {
  const [key, ...segments] = split(lexeme, '.');
  const root = grammar.roots.find((name) => name === key?.raw);
  if (root !== undefined) return readPath(root, segments);
  const column = grammar.columns.find((name) => name === lexeme.raw);
  if (column !== undefined) return { key: column };
  return refusal(lexeme.raw === '' ? 'Nothing stands before the colon.' : `There is no key ${lexeme.raw}.`, likelyKey(lexeme, grammar));
}

function readPath<R extends string>(key: R, segments: readonly Lexeme[]): Field<never, R> | Refusal {
  const [first, ...rest] = segments.map(unquote);
  if (first === undefined) return refusal(`${key} wants a path, such as ${key}.ip.`);
  if (segments.some(({ raw }) => raw === '')) return refusal('The path has an empty part between its dots; an empty name is written "".');
  if (segments.some(({ shadow }) => /[*:]/.test(shadow))) return refusal('A path takes no star and no colon; quote a name that holds one.');
  return { key, path: [first, ...rest] };
}

function likelyKey<C extends string, R extends string>(lexeme: Lexeme, { columns, otherNames, otherRoots }: Grammar<C, R>): string | null {
  const written = lexeme.raw.toLowerCase();
  const [, name = ''] = /^(\w+)\b/.exec(written) ?? [];
  if (Object.hasOwn(otherRoots, name)) return `${otherRoots[name]}${cut(lexeme, name.length).raw}`;
  if (Object.hasOwn(otherNames, written)) return otherNames[written] ?? null;
  return columns.find((key) => key === written || (key.length > 4 && isOneEditApart(key, written))) ?? null;
}

/** One character more, fewer or other, or two that changed places. */
function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  const [shortRest, longRest] = [short.slice(start), long.slice(start)];
  if (short.length !== long.length) return shortRest === longRest.slice(1) && long.length - short.length === 1;
  const areSwapped = shortRest[0] === longRest[1] && shortRest[1] === longRest[0] && shortRest.slice(2) === longRest.slice(2);
  return areSwapped || shortRest.slice(1) === longRest.slice(1);
}
