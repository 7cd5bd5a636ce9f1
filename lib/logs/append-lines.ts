import { type SQL, sql } from 'drizzle-orm';
import type { Database, Purpose } from '@/db';
import { askPrepared, database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { LogLine } from '@/lib/log-lines';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';

/** A line that was not kept, by its place among those that were given. */
export interface RefusedLine {
  readonly at: number;
  readonly reason: 'other-organisation' | 'refused-by-database';
  readonly detail: string;
}

interface AppendOptions {
  /** Whose lines these are. A producer's token fixes it. */
  readonly source?: string;
  readonly importId?: string;
  /** The pool to write through: `deliveries` answers or fails within seconds, `system` waits longer. */
  readonly purpose?: Purpose;
  /** What has to be committed with the lines, or not at all. */
  readonly alongside?: (tx: Transaction, refused: readonly RefusedLine[]) => Promise<unknown>;
}

/** Statements that are committed together. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/**
 * Keeps lines and answers after they are committed, in one statement. A line that cannot be kept costs only itself. A line without
 * an organisation gets that of a token which has one only, and else is seen by those who see all.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a source that cannot be one
 */
export async function appendLines(
  viewer: Viewer,
  lines: readonly LogLine[],
  { source: asked, importId, purpose = 'deliveries', alongside }: AppendOptions = {},
): Promise<readonly RefusedLine[]> {
  assertMay(viewer, 'logs:write');
  const source = sourceFor(viewer, asked);
  const orgs = orgScope(viewer);
  const refused: RefusedLine[] = [];
  const kept: Placed[] = [];
  for (const [at, line] of lines.entries()) {
    const orgId = line.orgId ?? (orgs?.length === 1 ? (orgs[0] ?? null) : null);
    if (orgs !== null && orgId !== null && !orgs.includes(orgId)) {
      refused.push({ at, reason: 'other-organisation', detail: 'The token may not write for this organisation.' });
    } else kept.push({ at, line, orgId });
  }
  const delivery = { source, importId: importId ?? null };
  const all = (more: readonly RefusedLine[]) => [...refused, ...more].sort((a, b) => a.at - b.at);
  if (!alongside) return all(await keep(database(purpose), kept, delivery));
  return database(purpose).transaction(async (tx) => {
    const told = all(await keep(tx, kept, delivery));
    await alongside(tx, told);
    return told;
  });
}

interface Placed {
  readonly at: number;
  readonly line: LogLine;
  readonly orgId: string | null;
}

/** @throws {AppError} `malformed` */
function sourceFor(viewer: Viewer, asked: string | undefined): string {
  const source = viewer.source ?? asked ?? 'api';
  const isSample = /^sample(\/|$)/.test(source);
  if (/^tracebook(\/|$)/.test(source) || source === '' || (isSample && viewer.kind !== 'system')) {
    throw new AppError('malformed', `The source ${source} cannot be written to.`);
  }
  return source;
}

interface Delivery {
  readonly source: string;
  readonly importId: string | null;
}

/**
 * Where Postgres refuses the batch because of what a line holds, halves are tried until the line is alone. Where the day has no place
 * yet, it is made.
 */
async function keep(db: Database | Transaction, lines: readonly Placed[], delivery: Delivery, isRetry = false): Promise<RefusedLine[]> {
  if (lines.length === 0) return [];
  try {
    // What is refused within a transaction would end it: a savepoint stands before.
    const statement = inserting(lines, delivery);
    await ('rollback' in db ? db.transaction((step) => step.execute(statement)) : askPrepared(db, statement));
    return [];
  } catch (error) {
    const code = codeOf(error);
    if (code === '23514' && !isRetry) {
      await db.execute(sql`select log_lines_days((now() at time zone 'UTC')::date, (now() at time zone 'UTC')::date + 1)`);
      return keep(db, lines, delivery, true);
    }
    if (!/^(22|23514|54)/.test(code)) throw error;
    const [only] = lines;
    if (lines.length === 1 && only) return [{ at: only.at, reason: 'refused-by-database', detail: `Postgres cannot keep it (${code}).` }];
    const half = Math.ceil(lines.length / 2);
    const first = await keep(db, lines.slice(0, half), delivery, isRetry);
    return [...first, ...(await keep(db, lines.slice(half), delivery, isRetry))];
  }
}

/**
 * One bound parameter for the batch; what a line does not say is not in it. The attributes are a text in it: whatever they hold, Postgres
 * sees it as it was given.
 */
function inserting(lines: readonly Placed[], { source, importId }: Delivery): SQL {
  const json = JSON.stringify(lines.map(said));
  return sql`
    insert into log_lines (source, import_id, created_at, service, level, message, request_id, trace_id, span_id, user_id, org_id, session_id,
      feature, surface, method, route, status, duration_ms, attributes, raw, flags)
    select ${source}, ${importId}::bigint, "time", service, level, message, "requestId", "traceId", "spanId", "userId", "orgId", "sessionId",
      feature, surface, method, route, status, "durationMs", attributes::jsonb, raw, string_to_array(flags, ' ')
    from rows from (json_to_recordset(${json}::json) as (
      "time" timestamptz, service text, level text, message text, "requestId" text, "traceId" text, "spanId" text, "userId" text, "orgId" text,
      "sessionId" text, feature text, surface text, method text, route text, status int, "durationMs" float8, attributes text, raw text, flags text
    )) with ordinality as given ("time", service, level, message, "requestId", "traceId", "spanId", "userId", "orgId", "sessionId", feature,
      surface, method, route, status, "durationMs", attributes, raw, flags, n)
    order by n`;
}

/** Names are those of the fields; JSON leaves out what is undefined. */
function said({ line, orgId }: Placed) {
  return {
    time: line.time,
    service: line.service ?? undefined,
    level: line.level ?? undefined,
    message: line.message,
    requestId: line.requestId ?? undefined,
    traceId: line.traceId ?? undefined,
    spanId: line.spanId ?? undefined,
    userId: line.userId ?? undefined,
    orgId: orgId ?? undefined,
    sessionId: line.sessionId ?? undefined,
    feature: line.feature ?? undefined,
    surface: line.surface ?? undefined,
    method: line.method ?? undefined,
    route: line.route ?? undefined,
    status: line.status ?? undefined,
    durationMs: line.durationMs ?? undefined,
    attributes: line.attributes,
    raw: line.raw,
    flags: line.flags.join(' '),
  };
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
