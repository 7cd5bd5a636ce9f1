import { Identifier } from '@/components/text';
import type { Action } from '@/lib/audit';
import { fields } from './columns';
import type { Links } from './links';

/** Characters that each has room for. */
const rooms = { org: 16, feature: 16, surface: 16, request: 14, trace: 9, source: 18 } as const;

export type ValueColumn = keyof typeof rooms;

/** An ID or a tag, which leads to all actions that share it. */
export function ValueCell({ column, action, links }: { column: ValueColumn; action: Action; links: Links }) {
  const value = action[fields[column]];
  // Real feeds miss organisations, requests and tags: the cell stays empty, since "null" would pass for an ID.
  if (value === null) return null;
  return <Identifier text={value} href={links.only(column, value)} room={rooms[column]} />;
}
