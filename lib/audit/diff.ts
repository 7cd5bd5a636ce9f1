import { create, type Delta, type MovedDelta } from 'jsondiffpatch';
import { type JsonNode, member, readJson } from './json-tree';

/**
 * What an action changed, element by element:
 *
 *     email            changed   "a@example.com"  →  "b@example.com"
 *     limits.daily     changed   1.0              →  1.00
 *     roles[2]         added                      →  "viewer"
 *     steps[0]         moved     from steps[3]
 */
export interface Diff {
  readonly changes: readonly Change[];
  /** How many there are beyond those listed. */
  readonly more: number;
  /** Too much text to be compared within a page's time: nothing was compared. */
  readonly isTooLarge: boolean;
}

export interface Change {
  /** Keys and array positions. Positions are those after the change, for what was removed those before it. */
  readonly path: Path;
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** Null where there was nothing, and where the record does not tell. Of a moved element only `after` is given. */
  readonly before: JsonText | null;
  readonly after: JsonText | null;
  /** Of a moved element: its position before. */
  readonly from?: number;
}

export type Path = readonly (string | number)[];

/** A value as it was recorded, digit for digit. */
export interface JsonText {
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  readonly text: string;
}

const mostCharacters = 1_000_000;
const mostChanges = 500;

/**
 * Reads the conventions `before` and `after`, or `changes: [{field, before, after}]`, out of an action's metadata.
 * Null when it follows neither: then nobody told what changed, which is not the same as that nothing did.
 */
export function diffFrom(metadata: string): Diff | null {
  if (metadata.length > mostCharacters) {
    return /"(before|after|changes)"/.test(metadata) ? { changes: [], more: 0, isTooLarge: true } : null;
  }
  const tree = readJson(metadata);
  const sides = [member(tree, 'before'), member(tree, 'after')] as const;
  const all =
    sides[0] || sides[1]
      ? changesBetween(asObject(sides[0], sides[1]), asObject(sides[1], sides[0]), [])
      : listedChanges(member(tree, 'changes'));
  return all && { changes: all.slice(0, mostChanges), more: Math.max(0, all.length - mostChanges), isTooLarge: false };
}

/** Of a creation or a deletion each member is a change of its own, so null beside an object is an empty object. */
function asObject(side: JsonNode | null, other: JsonNode | null): JsonNode | null {
  return side?.kind === 'null' && other?.kind === 'object' ? { kind: 'object', text: '{}', entries: [] } : side;
}

/** All changes that lead from one value to the other; none when they are equal. Null stands for "not told". */
export function changesBetween(before: JsonNode | null, after: JsonNode | null, path: Path): readonly Change[] {
  if (!before || !after) return toldOnOneSide(before, after, path);
  const known: Known = { nodes: new WeakMap() };
  const [left, right] = comparable(before, after, known);
  return changesIn(differ.diff(left, right), { path, known, right });
}

function listedChanges(changes: JsonNode | null): readonly Change[] | null {
  if (changes?.kind !== 'array') return null;
  const listed = changes.items.map((item) => ({
    field: member(item, 'field'),
    before: member(item, 'before'),
    after: member(item, 'after'),
  }));
  if (!listed.every(({ field }) => field?.kind === 'string')) return null;
  return listed.flatMap(({ field, before, after }) => changesBetween(before, after, [field?.kind === 'string' ? field.value : '']));
}

function toldOnOneSide(before: JsonNode | null, after: JsonNode | null, path: Path): readonly Change[] {
  const told = after ?? before;
  if (told?.kind === 'object' && told.entries.length > 0) {
    return told.entries.flatMap(([key, value]) => toldOnOneSide(before && value, after && value, [...path, key]));
  }
  return [{ path, kind: 'changed', before: before && textOf(before), after: after && textOf(after) }];
}

/**
 * What the differ compares: a leaf is its exact text, so that 1.0 differs from 1.00; keys carry a dot in front, so that
 * none of them means anything to JavaScript or to the differ (`__proto__`, `_t`).
 */
type Comparable = string | Comparable[] | { [key: string]: Comparable };

type JsonArray = JsonNode & { readonly kind: 'array' };

/** By what an element of an array is recognised on the other side. */
const keys = new WeakMap<object, string>();
/** One for all: making it takes longer than a usual comparison. */
const differ = create({ objectHash: (value) => keys.get(value), arrays: { detectMove: true, includeValueOnMove: false } });

interface Known {
  readonly nodes: WeakMap<object, JsonNode>;
}

/** The differ fills a table of this many cells per pair of arrays; larger ones are compared as a whole. */
const mostCells = 250_000;

function comparable(before: JsonNode, after: JsonNode, known: Known): readonly [Comparable, Comparable] {
  if (before.text === after.text) return [before.text, after.text];
  if (before.kind === 'array' && after.kind === 'array') return comparableArrays(before, after, known);
  if (before.kind !== 'object' || after.kind !== 'object') return [encoded(before, known), encoded(after, known)];
  const others = new Map(after.entries);
  const pairs = new Map(
    before.entries.flatMap(([key, value]) => {
      const other = others.get(key);
      return other ? [[key, comparable(value, other, known)] as const] : [];
    }),
  );
  const left = before.entries.map(([key, value]) => [`.${key}`, pairs.get(key)?.[0] ?? encoded(value, known)]);
  const right = after.entries.map(([key, value]) => [`.${key}`, pairs.get(key)?.[1] ?? encoded(value, known)]);
  return [remember(before, Object.fromEntries(left), known), remember(after, Object.fromEntries(right), known)];
}

/** Both arrays with their elements keyed; elements that share a key are made comparable inside as well. */
function comparableArrays(before: JsonArray, after: JsonArray, known: Known): readonly [Comparable, Comparable] {
  if (before.items.length * after.items.length > mostCells) return [before.text, after.text];
  const [leftKeys, rightKeys] = [keysOf(before, after), keysOf(after, before)];
  const left: Comparable[] = [];
  const right: Comparable[] = [];
  before.items.forEach((item, at) => {
    const key = leftKeys[at] ?? '';
    const partner = rightKeys.indexOf(key);
    const other = after.items[partner];
    if (!other) {
      left[at] = keyed(encoded(item, known), key);
      return;
    }
    const [value, otherValue] = comparable(item, other, known);
    left[at] = keyed(value, key);
    right[partner] = keyed(otherValue, key);
  });
  after.items.forEach((item, at) => {
    const key = rightKeys[at] ?? '';
    // Whatever has a partner and no value yet is an equal element once more.
    right[at] ??= keyed(leftKeys.includes(key) ? item.text : encoded(item, known), key);
  });
  return [remember(before, left, known), remember(after, right, known)];
}

function encoded(node: JsonNode, known: Known): Comparable {
  if (node.kind === 'array') {
    return remember(
      node,
      node.items.map((item) => encoded(item, known)),
      known,
    );
  }
  if (node.kind !== 'object') return node.text;
  return remember(node, Object.fromEntries(node.entries.map(([key, value]) => [`.${key}`, encoded(value, known)])), known);
}

/** An element is recognised by its id, else by being equal, else by standing in the same place. */
function keysOf(array: JsonArray, other: JsonArray): readonly string[] {
  const ids = array.items.map(identity);
  const areUnique = isUnique(ids) && isUnique(other.items.map(identity));
  const texts = new Set(other.items.map((item) => item.text));
  return array.items.map((item, at) => (areUnique && ids[at]) || (texts.has(item.text) ? `is:${item.text}` : `at:${at}`));
}

function isUnique(ids: readonly (string | null)[]): boolean {
  const given = ids.filter((id) => id !== null);
  return new Set(given).size === given.length;
}

function keyed(value: Comparable, key: string): Comparable {
  if (typeof value === 'object') keys.set(value, key);
  return value;
}

function identity(item: JsonNode): string | null {
  for (const key of ['id', 'key', 'uuid', 'name']) {
    const value = member(item, key);
    if (value?.kind === 'string' || value?.kind === 'number') return `${key}:${value.text}`;
  }
  return null;
}

function remember<T extends object>(node: JsonNode, value: T, known: Known): T {
  known.nodes.set(value, node);
  return value;
}

interface Place {
  readonly path: Path;
  readonly known: Known;
  /** The value afterwards, at this path. */
  readonly right: unknown;
}

function changesIn(delta: Delta, place: Place): Change[] {
  if (delta === undefined) return [];
  if (Array.isArray(delta)) return [leafChange(delta, place)];
  if ('_t' in delta) return arrayChanges(delta, place);
  return Object.entries(delta).flatMap(([key, inner]) => changesIn(inner, below(place, key.slice(1), key)));
}

function below({ path, known, right }: Place, segment: string | number, key: string | number): Place {
  const value = typeof right === 'object' && right !== null ? (right as Record<string | number, unknown>)[key] : undefined;
  return { path: [...path, segment], known, right: value };
}

/** `[new]`, `[old, new]`, `[old, 0, 0]`: the differ's shapes of an added, a changed and a removed value. */
function leafChange(delta: readonly unknown[], { path, known }: Place): Change {
  if (delta.length === 1) return { path, kind: 'added', before: null, after: textFrom(delta[0], known) };
  if (delta.length === 2) return { path, kind: 'changed', before: textFrom(delta[0], known), after: textFrom(delta[1], known) };
  return { path, kind: 'removed', before: textFrom(delta[0], known), after: null };
}

/** `_3: ['', 0, 3]` is a move from 3 to 0, `_3: [old, 0, 0]` a removal; keys without a bar are positions afterwards. */
function arrayChanges(delta: object, place: Place): Change[] {
  return Object.entries(delta).flatMap(([key, inner]: [string, Delta]): Change[] => {
    if (key === '_t') return [];
    if (!key.startsWith('_')) return changesIn(inner, below(place, Number(key), key));
    const from = Number(key.slice(1));
    if (!isMove(inner)) return changesIn(inner, below(place, from, from));
    const there = below(place, inner[1], inner[1]);
    return [{ path: there.path, kind: 'moved', before: null, after: textFrom(there.right, place.known), from }];
  });
}

function isMove(delta: Delta): delta is MovedDelta {
  return Array.isArray(delta) && delta[2] === 3;
}

function textFrom(value: unknown, known: Known): JsonText {
  if (typeof value === 'string') return { type: typeOf(value), text: value };
  const node = typeof value === 'object' && value !== null ? known.nodes.get(value) : undefined;
  return node ? textOf(node) : { type: 'null', text: 'null' };
}

function textOf(node: JsonNode): JsonText {
  return { type: node.kind === 'folded' ? typeOf(node.text) : node.kind, text: node.text };
}

function typeOf(text: string): JsonText['type'] {
  const types = { '{': 'object', '[': 'array', '"': 'string', t: 'boolean', f: 'boolean', n: 'null' } as const;
  return types[text[0] as keyof typeof types] ?? 'number';
}
