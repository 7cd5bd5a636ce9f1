import type { LogRecord } from './line-from';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one
const colours = /\u001b\[[0-9;]*m/g;

const form = /^(?:(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?) )?\[(\w+) *\] (.*)$/s;
const pair = /\s([A-Za-z_][\w.-]*)=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S*)/g;

/**
 * What structlog prints where nobody configured it, colours or not; null where a text is none of it:
 *
 *     2026-11-22 09:28:23 [info     ] simulation_started             fleet_id=7 request_id=r1
 */
export function consoleRecord(text: string): LogRecord | null {
  const [, timestamp, level, rest] = form.exec(text.replace(colours, '').trimEnd()) ?? [];
  if (level === undefined || rest === undefined) return null;
  const first = rest.search(/\s[A-Za-z_][\w.-]*=/);
  const event = (first < 0 ? rest : rest.slice(0, first)).trimEnd();
  const pairs = first < 0 ? [] : [...rest.slice(first).matchAll(pair)].map(([, key = '', value = '']) => [key, unquoted(value)] as const);
  return { ...Object.fromEntries(pairs), ...(timestamp ? { timestamp } : {}), level, event };
}

function unquoted(value: string): string {
  return /^(['"]).*\1$/s.test(value) ? value.slice(1, -1) : value;
}
