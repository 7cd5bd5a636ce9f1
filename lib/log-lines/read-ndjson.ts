import type { ReadLines, ReadOptions } from './log-line';
import { readLine } from './read-line';
import { readEach } from './reading';

/** One record a line, as pino and structlog write them. Blank lines are none; the position is that of the line in the text. */
export function readNdjson(text: string, options: ReadOptions): ReadLines {
  return readEach(text.split('\n'), (line, onRedacted) => (line.trim() === '' ? null : readLine(line.trimEnd(), options, onRedacted)));
}
