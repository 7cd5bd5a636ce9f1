import { isOutage } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/telemetry';
import type { Instant } from '@/lib/time';
import { TookTooLong, within } from './deadline';
import type { ForeignTable } from './foreign-table';
import { type Connection, connections, dropPool, poolOf, tableOf } from './tables';
import { isSlow, whyFrom } from './why';

/** What came of asking one table: its answer, or since when and why there is none. */
export type Asked<T> =
  | { readonly name: string; readonly isAnswered: true; readonly value: T }
  | { readonly name: string; readonly isAnswered: false; readonly why: string; readonly since: Instant };

/** A page is done at three seconds, whatever others do. */
const deadlineMs = 2_500;
/** After so many failures in a row it is left alone for a while, so that pages do not wait for it each time. */
const mostFailures = 3;
const restMs = 10_000;

/**
 * Asks every configured table at once, in the order of their names. None waits for another, none takes longer than
 * {@link deadlineMs}, and what fails is told, never thrown.
 */
export function askEach<T>(question: (table: ForeignTable) => Promise<T>): Promise<readonly Asked<T>[]> {
  const inOrder = connections().toSorted((a, b) => (a.source.name < b.source.name ? -1 : 1));
  return Promise.all(inOrder.map((connection) => ask(connection, question)));
}

/** The same for one; null where none has this name. */
export async function askOne<T>(name: string, question: (table: ForeignTable) => Promise<T>): Promise<Asked<T> | null> {
  const connection = connections().find(({ source }) => source.name === name);
  return connection ? ask(connection, question) : null;
}

/** @throws {AppError} what the question itself refuses */
export async function ask<T>(connection: Connection, question: (table: ForeignTable) => Promise<T>): Promise<Asked<T>> {
  const { name } = connection.source;
  if (connection.failing && Date.now() < connection.restsUntil) return { name, isAnswered: false, ...toldFrom(connection.failing) };
  const pool = poolOf(connection);
  try {
    const value = await within(deadlineMs, async () => question(await tableOf(connection)));
    connection.failures = 0;
    connection.failing = null;
    return { name, isAnswered: true, value };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why = whyFrom(error);
    log('warn', 'An audit table of another team gave no answer', { reason: `${name}: ${why}` });
    // A slow question says nothing about the table; the next one may be quick.
    if (isSlow(error)) return { name, isAnswered: false, ...toldFrom({ since: Date.now(), why }) };
    return { name, isAnswered: false, ...toldFrom(noteFailure(connection, { pool, error, why })) };
  }
}

/** A page asks several questions at once: what fails because another one has failed already is the same failure. */
function noteFailure(
  connection: Connection,
  { pool, error, why }: { pool: Connection['pool']; error: unknown; why: string },
): NonNullable<Connection['failing']> {
  if (connection.failing && connection.pool !== pool) return connection.failing;
  if (error instanceof TookTooLong || isOutage(error)) dropPool(connection);
  connection.failures += 1;
  if (connection.failures >= mostFailures) connection.restsUntil = Date.now() + restMs;
  connection.failing = { since: connection.failing?.since ?? Date.now(), why };
  return connection.failing;
}

function toldFrom({ since, why }: NonNullable<Connection['failing']>): { since: Instant; why: string } {
  return { since: new Date(since).toISOString(), why };
}
