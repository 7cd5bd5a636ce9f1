import { config } from '@/lib/config';
import { type Loki, loki } from '@/lib/loki';
import { assertMay, type Viewer } from '@/lib/viewer';
import { hasRealLines as hasKeptLines } from './has-real-lines';
import type { LineStore } from './line-store';
import { lokiLines } from './loki-lines';
import { postgresLines } from './postgres-lines';

export const listLines: LineStore['list'] = async (viewer, options) => storeOf(viewer).list(viewer, options);
export const getLine: LineStore['get'] = async (viewer, id) => storeOf(viewer).get(viewer, id);
export const listLineFacets: LineStore['facets'] = async (viewer, options) => storeOf(viewer).facets(viewer, options);
export const lineBars: LineStore['bars'] = async (viewer, question) => storeOf(viewer).bars(viewer, question);
export const linesOfId: LineStore['ofId'] = async (viewer, id, options) => storeOf(viewer).ofId(viewer, id, options);
export const carryIds: LineStore['carryIds'] = async (viewer) => storeOf(viewer).carryIds(viewer);

/** Whether there is a store that real lines are looked for in. */
export async function hasRealLines(): Promise<boolean> {
  return config().logs.loki !== null || hasKeptLines();
}

/** A Loki instead of our own table, and whether it answers. */
export interface RemoteStore {
  readonly where: string;
  readonly tenant: string | null;
  readonly selector: string;
  /** Since when it is left alone because it fails. */
  readonly restsSince: string | null;
  /** Null where it answered just now. */
  readonly why: string | null;
}

const checkMs = 2_000;

/** Null where lines are in our own table. @throws {AppError} `not-permitted` */
export async function remoteStore(viewer: Viewer): Promise<RemoteStore | null> {
  assertMay(viewer, 'metrics:read');
  const remote = remoteLoki();
  if (!remote) return null;
  const { where, tenant, selector } = remote;
  const why = await remote.check(AbortSignal.timeout(checkMs)).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { where, tenant, selector, restsSince: remote.restsSince === null ? null : new Date(remote.restsSince).toISOString(), why };
}

/** The sample is in our own table wherever real lines are. */
function storeOf({ sees }: Viewer): LineStore {
  const remote = sees === 'sample' ? null : remoteLoki();
  return remote ? lokiLines(remote) : postgresLines;
}

/** One for each address, so that what it learned of its failures stays known; a server bundle that holds this module again learns anew. */
const known = new Map<string, Loki>();

function remoteLoki(): Loki | null {
  const address = config().logs.loki;
  if (!address) return null;
  const name = JSON.stringify(address);
  const remote = known.get(name) ?? loki(address);
  known.set(name, remote);
  return remote;
}
