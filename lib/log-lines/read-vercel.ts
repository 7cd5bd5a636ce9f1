import type { LogRecord } from './line-from';
import type { ReadLines, ReadOptions } from './log-line';
import { isRecord, readJsonLine } from './read-line';
import { readEach } from './reading';

/**
 * What a Vercel log drain delivers: an array, or one record a line. A message that is JSON itself, such as a line of pino, is read
 * again, and what it says counts. Addresses of clients and what their browsers say of themselves are not kept.
 *
 * @see https://vercel.com/docs/drains/reference/logs
 */
export function readVercel(text: string, options: ReadOptions): ReadLines {
  return readEach(recordsIn(text), (record, onRedacted) => {
    if (record === undefined) return { reason: 'not-json' };
    if (!isRecord(record)) return { reason: 'not-an-object' };
    const reshaped = printed(reshapedFrom(record));
    return reshaped === null ? { reason: 'too-deep' } : readJsonLine(reshaped, options, { onRedacted });
  });
}

/** What cannot be read is undefined, and is rejected by itself. */
function recordsIn(text: string): readonly unknown[] {
  if (!/^\s*\[/.test(text)) {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parsed);
  }
  const array = parsed(text);
  return Array.isArray(array) ? array : [undefined];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function printed(record: LogRecord): string | null {
  try {
    return JSON.stringify(record);
  } catch {
    return null;
  }
}

const personal = new Set(['clientIp', 'userAgent', 'referer', 'ja3Digest', 'ja4Digest']);

function reshapedFrom(record: LogRecord): LogRecord {
  const { proxy, message, ja3Digest: _ja3, ja4Digest: _ja4, source, ...rest } = record;
  const kept = isRecord(proxy) ? { proxy: Object.fromEntries(Object.entries(proxy).filter(([key]) => !personal.has(key))) } : {};
  const said = saidIn(message);
  return {
    ...rest,
    ...(source === undefined ? {} : { vercel_source: source }),
    ...(typeof rest.projectName === 'string' ? { service: rest.projectName } : {}),
    ...kept,
    ...(said ?? (message === undefined ? {} : { message })),
  };
}

function saidIn(message: unknown): LogRecord | null {
  const inner = typeof message === 'string' && /^\s*\{/.test(message) ? parsed(message) : null;
  return isRecord(inner) ? inner : null;
}
