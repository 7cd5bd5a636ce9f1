import { isDeepStrictEqual } from 'node:util';
import type { Purpose } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { Instant } from '@/lib/time';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import type { ActionInput, RecordResult } from './action';
import { insertRows, type KeptRow } from './insert-rows';
import { refOf } from './ref';
import { expectationAt, type RowRefusal, type StoredRow, storedRowFrom } from './stored-row';

export interface RecordOptions {
  readonly now: Instant;
  /** Whose actions these are. A producer's token fixes it; without one it is `api`. */
  readonly source?: string;
  readonly importId?: string;
  /** The pool to write through: `screens` answers or fails within seconds, `system` waits longer. */
  readonly purpose?: Purpose;
}

/**
 * Appends actions and answers for each of them, in their order, after they are committed. Idempotent by source and
 * `event_id`: what is there already with the same content is `repeated`, with other content `conflict`, and neither stores
 * anything. One bad row never costs the others; a batch of a thousand is one statement.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a source that cannot be one
 */
export async function recordActions(
  viewer: Viewer,
  inputs: readonly ActionInput[],
  options: RecordOptions,
): Promise<readonly RecordResult[]> {
  const { prepare, write } = actionRecorder(viewer, options);
  return write(inputs.map(prepare));
}

/** The same in two steps: what needs no database can be done while Postgres writes the batch before. */
export interface ActionRecorder {
  readonly prepare: (input: ActionInput) => PreparedAction;
  readonly write: (actions: readonly PreparedAction[]) => Promise<readonly RecordResult[]>;
}

export type PreparedAction = StoredRow | RowRefusal;

/** @throws {AppError} as {@link recordActions} */
export function actionRecorder(viewer: Viewer, { now, source: asked, importId, purpose = 'screens' }: RecordOptions): ActionRecorder {
  assertMay(viewer, 'audit:write');
  const source = sourceFor(viewer, asked);
  const expected = expectationAt(now, orgScope(viewer));
  return {
    prepare: (input) => storedRowFrom(input, expected),
    write: async (actions) => {
      const { rows, firstOf } = withoutEchoes(actions.filter((action): action is StoredRow => 'action' in action));
      const kept = await keep(rows, (round) => insertRows(database(purpose), round, { source, importId: importId ?? null }));
      return actions.map((action) => {
        const first = 'action' in action && firstOf.get(action);
        return first ? echoOf(resultOf(first, source, kept)) : resultOf(action, source, kept);
      });
    },
  };
}

function resultOf(action: PreparedAction, source: string, kept: ReadonlyMap<StoredRow, KeptRow>): RecordResult {
  if (!('action' in action)) return { event_id: action.event_id, ref: null, result: 'rejected', reason: action.reason };
  const outcome = kept.get(action);
  if (outcome === undefined) throw new Error('An action was neither kept nor refused.');
  if ('reason' in outcome) return { event_id: action.event_id, ref: null, result: 'rejected', reason: outcome.reason };
  return { event_id: action.event_id, ref: refOf(source, outcome.id), result: outcome.result };
}

/** What stands in a delivery again, word for word, is not sent again: feeds repeat themselves, and mostly at once. */
function withoutEchoes(all: readonly StoredRow[]) {
  const byEvent = new Map<string, StoredRow>();
  const firstOf = new Map<StoredRow, StoredRow>();
  for (const row of all) {
    const first = byEvent.get(row.event_id);
    if (first === undefined) byEvent.set(row.event_id, row);
    else if (isDeepStrictEqual(first, row)) firstOf.set(row, first);
  }
  return { rows: all.filter((row) => !firstOf.has(row)), firstOf };
}

function echoOf(first: RecordResult): RecordResult {
  return first.result === 'created' ? { ...first, result: 'repeated' } : first;
}

/**
 * In rounds: of an event that repeats itself within a statement, or that another delivery stores meanwhile, a statement only
 * knows that it did not store it. The next round finds it there.
 */
async function keep(
  rows: readonly StoredRow[],
  insert: (round: readonly StoredRow[]) => Promise<ReadonlyMap<StoredRow, KeptRow>>,
): Promise<ReadonlyMap<StoredRow, KeptRow>> {
  const kept = new Map<StoredRow, KeptRow>();
  for (let waiting = rows, round = 0; waiting.length > 0 && round < mostRounds; round += 1) {
    for (const [row, outcome] of await insert(waiting)) kept.set(row, outcome);
    waiting = waiting.filter((row) => !kept.has(row));
  }
  return kept;
}

/** Two would do: what the first round did not store is committed by then, and nobody can delete it. */
const mostRounds = 4;

/** Our own actions and the sample's are not to be forged from outside. */
function sourceFor(viewer: Viewer, asked: string | undefined): string {
  if (viewer.source !== undefined && asked !== undefined && asked !== viewer.source) {
    throw new AppError('not-permitted', `This token writes the source ${viewer.source} and no other.`);
  }
  const source = viewer.source ?? asked ?? 'api';
  if (!/^[A-Za-z0-9][A-Za-z0-9 ._/:-]{0,99}$/.test(source)) {
    throw new AppError('malformed', 'A source starts with a letter or digit and has up to 100 letters, digits, spaces and . _ / : -');
  }
  if (/^(tracebook|sample)(\/|$)/.test(source) && viewer.kind !== 'system') {
    throw new AppError('not-permitted', 'The sources tracebook and sample are ours alone.');
  }
  return source;
}
