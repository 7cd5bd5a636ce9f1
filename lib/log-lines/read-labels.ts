import { type KnownField, knownKeys } from './known-keys';
import type { LogLine, ReadOptions } from './log-line';
import { readLine } from './read-line';

/** Stores of lines write names with underscores only (`http_response_status_code`): under which of ours they stand. */
const nameOfLabel: ReadonlyMap<string, string> = new Map(
  Object.values(knownKeys)
    .flat()
    .toReversed()
    .map((name) => [labelFrom(name), name]),
);

function labelFrom(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}

/** Under which labels a store of lines may keep a field. */
export function labelsOf(field: KnownField): readonly string[] {
  return [...new Set(knownKeys[field].map(labelFrom))];
}

/** What labels say of a line, read as if it had said it itself; null where nothing can be read of them. */
export function readLabels(labels: Readonly<Record<string, string>>, options: ReadOptions): LogLine | null {
  const record = Object.fromEntries(Object.entries(labels).map(([label, value]) => [nameOfLabel.get(label) ?? label, value]));
  const read = readLine(JSON.stringify(record), options);
  return 'line' in read ? read.line : null;
}
