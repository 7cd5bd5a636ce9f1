import { type Input, peek } from './open-input';
import type { SourceRecord } from './source-record';
import { splitArrays } from './split-arrays';
import { splitCsv } from './split-csv';
import { splitLines } from './split-lines';

export const formats = ['lines', 'array', 'csv'] as const;
export type Format = (typeof formats)[number];

export interface ReadOptions {
  /** Without it the name of the file and its first character decide. */
  readonly format?: Format;
  /** The member that holds the records where the file is an object around a list. */
  readonly under?: string;
}

/** Every record of an input, in lists of a size that suits the reader. */
export async function* readRecords(input: Input, { format, under }: ReadOptions): AsyncGenerator<SourceRecord[]> {
  const { head, all } = await peek(input.chunks, headBytes);
  switch (format ?? formatOf(input.name, head.toString('utf8'), under)) {
    case 'lines':
      return yield* splitLines(all);
    case 'array':
      return yield* splitArrays(all, under);
    case 'csv':
      return yield* splitCsv(all);
  }
}

const headBytes = 64 * 1024;

export function formatOf(name: string, head: string, under?: string): Format {
  if (/\.[ct]sv(\.gz)?$/i.test(name)) return 'csv';
  const text = head.replace(/^\ufeff/, '').trimStart();
  if (text.startsWith('[')) return 'array';
  if (text.startsWith('{')) return under !== undefined && isWrapper(text, under) ? 'array' : 'lines';
  return text === '' || /\.(json|jsonl|ndjson|log)(\.gz)?$/i.test(name) ? 'lines' : 'csv';
}

/** Whether the first object is one around a list of records. A first line that is cut off or goes on is judged by its words. */
function isWrapper(text: string, under: string): boolean {
  const [line = ''] = text.split('\n', 1);
  try {
    const first = JSON.parse(line) as Record<string, unknown>;
    return Array.isArray(first[under]);
  } catch {
    // Not a whole object: no error, but the other case.
    return new RegExp(`${JSON.stringify(under).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*:\\s*\\[`).test(text);
  }
}
