import { type Logger, pino } from 'pino';
import { config } from '@/lib/config';
import { currentRequest } from './request-context';
import { safeMessage, safeText } from './safe-text';

/** All that a log line may carry. A new field is a decision: no payloads, no addresses with queries, no personal data. */
export interface LogFields {
  readonly request_id?: string;
  readonly request_id_rejected?: boolean;
  /** The first 64 characters of a rejected id, escaped. */
  readonly given?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number;
  readonly duration_ms?: number;
  readonly code?: string;
  readonly reason?: string;
  readonly count?: number;
  readonly feature?: string;
  readonly surface?: string;
  readonly viewer_id?: string;
  readonly error?: unknown;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes one JSON line to standard output, with the id of the request that is being answered. */
export function log(level: LogLevel, message: string, fields: LogFields = {}): void {
  logger()[level](lineOf(fields), safeText(message));
}

let current: Logger | undefined;

function logger(): Logger {
  current ??= pino({
    level: config().logLevel,
    base: { service: 'tracebook' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
  return current;
}

const allowed = [
  'request_id',
  'request_id_rejected',
  'given',
  'method',
  'route',
  'status',
  'duration_ms',
  'code',
  'reason',
  'count',
  'feature',
  'surface',
  'viewer_id',
] as const satisfies readonly (keyof LogFields)[];

/** Field by field, because a type does not hold back what a caller spreads in. */
function lineOf(fields: LogFields): Record<string, unknown> {
  const request = currentRequest();
  const line: Record<string, unknown> = request ? { request_id: request.requestId } : {};
  if (request?.traceId) line.trace_id = request.traceId;
  if (request?.viewerId) line.viewer_id = request.viewerId;
  for (const name of allowed) {
    const value = fields[name];
    if (value !== undefined) line[name] = typeof value === 'string' ? safeText(value) : value;
  }
  if (fields.error !== undefined) line.error = errorFields(fields.error);
  return line;
}

/** The frames alone: a stack begins with the message. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 20)
    .join('\n');
}

/** Type, message, stack and codes along the chain of causes. Not the object itself: drivers hang queries and values on theirs. */
function errorFields(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: safeMessage(error.message),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(depth === 0 ? { stack: framesOf(error) } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: errorFields(error.cause, depth + 1) } : {}),
  };
}
