import type { Action } from '@/lib/audit';

export type Column = 'time' | 'actor' | 'action' | 'subject' | 'outcome' | 'org' | 'request' | 'source';
export type Hidden = 'actor' | 'subject' | 'request';

/** How many columns stand whatever the width: those that give way would leave a hole in a row that spans them. */
export function lasting(columns: readonly Column[]): number {
  return columns.filter((column) => column !== 'request' && column !== 'source').length;
}

/** The columns that say something about these rows: nobody reads an empty one, nor a source that is always the same. */
export function columnsFor(actions: readonly Action[], without: readonly Hidden[]): readonly Column[] {
  const all: readonly (readonly [Column, boolean])[] = [
    ['time', true],
    ['actor', true],
    ['action', true],
    ['subject', true],
    ['outcome', actions.some(({ outcome }) => outcome !== 'unknown')],
    ['org', actions.some(({ org_id }) => org_id !== null)],
    ['request', actions.some(({ request_id }) => request_id !== null)],
    ['source', new Set(actions.map(({ source }) => source)).size > 1],
  ];
  const hidden: readonly Column[] = without;
  return all.flatMap(([column, isTold]) => (isTold && !hidden.includes(column) ? [column] : []));
}
