import type { LogLine } from './log-line';

type Level = NonNullable<LogLine['level']>;

const names: Readonly<Record<string, Level>> = {
  trace: 'trace',
  verbose: 'trace',
  silly: 'trace',
  finest: 'trace',
  debug: 'debug',
  fine: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  log: 'info',
  audit: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  exception: 'error',
  severe: 'error',
  fatal: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
};

/** By its name, in any letters, or by pino's numbers: a level between two of them is the lower one. Null where it says nothing. */
export function toldLevel(value: unknown): Level | null {
  if (typeof value === 'string') {
    const name = value.trim().toLowerCase();
    if (/^\d{2,3}$/.test(name)) return toldLevel(Number(name));
    return Object.hasOwn(names, name) ? (names[name] ?? null) : null;
  }
  if (typeof value !== 'number' || !(value >= 10 && value < 100)) return null;
  return pinoLevels[Math.min(Math.floor(value / 10), pinoLevels.length) - 1] ?? null;
}

const pinoLevels: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** OpenTelemetry's severity number: four steps a level. */
export function levelOfSeverity(number: unknown): Level | null {
  const severity = Number(number);
  return severity >= 1 && severity <= 24 ? (pinoLevels[Math.floor((severity - 1) / 4)] ?? null) : null;
}
