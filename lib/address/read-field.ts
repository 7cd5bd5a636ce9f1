import { type ColumnKey, columnKeys, type Field, type PathKey, pathKeys } from './filter';
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
export function readField(lexeme: Lexeme): Field | Refusal {
  const [key, ...segments] = split(lexeme, '.');
  const name = key?.raw ?? '';
  if (isPathKey(name)) return readPath(name, segments);
  if (isColumnKey(lexeme.raw)) return { key: lexeme.raw };
  return refusal(lexeme.raw === '' ? 'Nothing stands before the colon.' : `There is no key ${lexeme.raw}.`, likelyKey(lexeme));
}

function isPathKey(text: string): text is PathKey {
  return pathKeys.some((key) => key === text);
}

function isColumnKey(text: string): text is ColumnKey {
  return columnKeys.some((key) => key === text);
}

function readPath(key: PathKey, segments: readonly Lexeme[]): Field | Refusal {
  const [first, ...rest] = segments.map(unquote);
  if (first === undefined) return refusal(`${key} wants a path, such as ${key}.ip.`);
  if (segments.some(({ raw }) => raw === '')) return refusal('The path has an empty part between its dots; an empty name is written "".');
  if (segments.some(({ shadow }) => /[*:]/.test(shadow))) return refusal('A path takes no star and no colon; quote a name that holds one.');
  return { key, path: [first, ...rest] };
}

/** What people call our keys, and what the columns behind them are called. */
const otherNames: Readonly<Record<string, ColumnKey>> = {
  actor_id: 'actor',
  by: 'actor',
  user: 'actor',
  who: 'actor',
  on_behalf_of: 'as',
  verb: 'action',
  subject_id: 'subject',
  on: 'subject',
  target: 'subject',
  org_id: 'org',
  organisation: 'org',
  organization: 'org',
  request_id: 'request',
  'x-request-id': 'request',
  trace_id: 'trace',
  result: 'outcome',
  status: 'outcome',
  import_id: 'import',
  created_at: 'created',
  date: 'created',
  time: 'created',
  recorded_at: 'recorded',
  field: 'changed',
};

function likelyKey(lexeme: Lexeme): string | null {
  const written = lexeme.raw.toLowerCase();
  if (/^metadata\b/.test(written)) return `meta${cut(lexeme, 'metadata'.length).raw}`;
  return otherNames[written] ?? columnKeys.find((key) => key === written || (key.length > 4 && isOneEditApart(key, written))) ?? null;
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
