import { type JsonNode, member, readJson } from '@/lib/audit';
import { columns, type MapFile } from './map-file';
import { Rejection } from './rejection';

/** The metadata of a record's action, as exact text: the record itself, unless its map says otherwise. */
export function metadataOf(record: string, { metadata: name, diff }: Pick<MapFile, 'metadata' | 'diff'>): string {
  if (name === undefined && diff === undefined) return record;
  const node = readJson(record);
  const metadata = name === undefined ? record : memberWithOthers(node, name);
  return diff === undefined ? metadata : withMembers(metadata, diffMembers(node, diff));
}

type Member = readonly [name: string, text: string];

/** Columns of an exported action that an import sets anew. */
const setAnew = new Set(['ref', 'recorded_at', 'import_id', 'source', 'flags', 'leaf']);

/** One member as it stands. Members beside it that are no columns are put before its own, so that nothing of the record is lost. */
function memberWithOthers(record: JsonNode | null, name: string): string {
  const members = membersOf(record);
  const found = members.get(name);
  const metadata = found?.kind === 'null' ? undefined : found;
  const others = [...members].filter(([key]) => key !== name && !setAnew.has(key) && !(columns as readonly string[]).includes(key));
  if (others.length === 0) return metadata?.text ?? '{}';
  if (metadata && metadata.kind !== 'object')
    throw new Rejection(`metadata: "${name}" is not an object, and there are members beside it to be kept`);
  const inner = membersOf(metadata ?? null);
  const clash = others.find(([key]) => inner.has(key));
  if (clash) throw new Rejection(`metadata: "${clash[0]}" stands both in "${name}" and beside it`);
  return withMembers(
    metadata?.text ?? '{}',
    others.map(([key, { text }]) => [key, text]),
  );
}

/** Of equal names the last holds, as in Postgres. */
function membersOf(node: JsonNode | null): ReadonlyMap<string, JsonNode> {
  return new Map(node?.kind === 'object' ? node.entries : []);
}

/** Copies of what a map finds elsewhere, under the names by which differences are shown and searched. */
function diffMembers(record: JsonNode | null, diff: NonNullable<MapFile['diff']>): Member[] {
  return Object.entries(diff).flatMap(([name, path]) => {
    const found = path?.split('.').reduce<JsonNode | null>((node, step) => member(node, step), record);
    return found && found.kind !== 'null' ? [[name, found.text] as const] : [];
  });
}

/** Put first, so that a member of the same name that the object has itself holds. */
function withMembers(object: string, members: readonly Member[]): string {
  if (members.length === 0 || !object.startsWith('{')) return object;
  const text = members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
  return /^\{\s*\}$/.test(object) ? `{${text}}` : `{${text},${object.slice(1)}`;
}
