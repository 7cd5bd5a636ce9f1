import { daysTerm, printTerm, subjectTerm, type Term, termFor } from '@/lib/address';
import type { Action } from '@/lib/audit';
import { dayOf } from '@/lib/time';

export type Column = 'time' | 'action' | Choosable;

/** Those that a list can do without; when, and what was done, it always says. */
export const choosable = ['actor', 'subject', 'outcome', 'org', 'feature', 'surface', 'request', 'trace', 'source'] as const;
export type Choosable = (typeof choosable)[number];

/** Those that it does without unless somebody asks for them. */
export const onRequest: readonly Choosable[] = ['feature', 'surface', 'trace'];

export const densities = ['compact', 'comfortable'] as const;

/** How somebody wants lists: without these columns, and with rows that stand so close. */
export interface ListLook {
  readonly without: readonly Choosable[];
  readonly density: (typeof densities)[number];
}

export const columnNames: Readonly<Record<Column, string>> = {
  time: 'Time',
  actor: 'Who',
  action: 'Did what',
  subject: 'To what',
  outcome: 'Outcome',
  org: 'Organisation',
  feature: 'Feature',
  surface: 'Surface',
  request: 'Request',
  trace: 'Trace',
  source: 'Source',
};

/** How many columns stand whatever the width: those that give way would leave a hole in a row that spans them. */
export function lasting(columns: readonly Column[]): number {
  return columns.filter((column) => column !== 'request' && column !== 'source').length;
}

/** The columns that say something about these rows: nobody reads an empty one, nor a source that is always the same. */
export function columnsFor(actions: readonly Action[], without: readonly Choosable[]): readonly Column[] {
  const all: readonly (readonly [Column, boolean])[] = [
    ['time', true],
    ['actor', true],
    ['action', true],
    ['subject', true],
    ['outcome', actions.some(({ outcome }) => outcome !== 'unknown')],
    ['org', actions.some(({ org_id }) => org_id !== null)],
    ['feature', actions.some(({ feature }) => feature !== null)],
    ['surface', actions.some(({ surface }) => surface !== null)],
    ['request', actions.some(({ request_id }) => request_id !== null)],
    ['trace', actions.some(({ trace_id }) => trace_id !== null)],
    ['source', new Set(actions.map(({ source }) => source)).size > 1],
  ];
  const hidden: readonly Column[] = without;
  return all.flatMap(([column, isTold]) => (isTold && !hidden.includes(column) ? [column] : []));
}

/** What a cell would be searched for by, as filter text; undefined where its time is on no calendar. */
export function partFor(column: Column, action: Action, zone: string): string | undefined {
  const term = termIn(column, action, zone);
  return term ? printTerm(term) : undefined;
}

function termIn(column: Column, action: Action, zone: string): Term | null {
  const day = column === 'time' ? dayOf(action.created_at, zone) : null;
  if (column === 'time') return day === null ? null : daysTerm(day, day);
  return column === 'subject' ? subjectTerm(action.subject_type, action.subject_id) : termFor(column, action[fields[column]]);
}

/** What a column shows that shows one value. */
export const fields = {
  actor: 'actor_id',
  action: 'action',
  outcome: 'outcome',
  org: 'org_id',
  feature: 'feature',
  surface: 'surface',
  request: 'request_id',
  trace: 'trace_id',
  source: 'source',
} as const satisfies Record<Exclude<Column, 'time' | 'subject'>, keyof Action>;
