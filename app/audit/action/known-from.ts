import type { Names } from '@/components/audit';
import { type Diff, type JsonNode, member } from '@/lib/audit';
import type { Known } from '@/lib/sentence';

/** What an action's metadata adds to its sentence. */
export function knownFrom(tree: JsonNode | null, { diff, names }: { diff: Diff | null; names: Names }): Known {
  return { changes: diff && diff.more === 0 ? diff.changes : [], names, meta: (path) => textAt(tree, path) };
}

/** The text or number at a path; elements of arrays are named by their position. */
function textAt(tree: JsonNode | null, path: readonly string[]): string | null {
  const node = path.reduce<JsonNode | null>((at, key) => (at?.kind === 'array' ? (at.items[Number(key)] ?? null) : member(at, key)), tree);
  if (node?.kind === 'string') return node.value;
  return node?.kind === 'number' ? node.text : null;
}
