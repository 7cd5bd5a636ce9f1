/** A line of a file, without its line feed. The last one may be cut: then it had none. */
export interface TextLine {
  readonly text: string;
  readonly isCut: boolean;
}

/** A line that cannot be read, which ends the reading. */
export class UnreadableLine extends Error {}

/**
 * Line by line, with never more than one of them in memory.
 *
 * @throws {UnreadableLine} for bytes that are no UTF-8, and for a line that is longer than allowed
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (given: readonly Uint8Array[]) => decodeLine(decoder, given, mostBytes);
  let pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      yield { text: decode(pieces.length === 0 ? [chunk.subarray(start, end)] : [...pieces, chunk.subarray(start, end)]), isCut: false };
      pieces = [];
      length = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    pieces.push(chunk.slice(start));
    length += chunk.length - start;
    if (length > mostBytes) throw tooLong(mostBytes);
  }
  if (length > 0) yield { text: decode(pieces), isCut: true };
}

const lineFeed = 10;

function decodeLine(decoder: TextDecoder, pieces: readonly Uint8Array[], mostBytes: number): string {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > mostBytes) throw tooLong(mostBytes);
  try {
    const [only, ...more] = pieces;
    if (only && more.length === 0) return decoder.decode(only);
    return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
  } catch {
    // That is how it says that these are no characters.
    throw new UnreadableLine('is no UTF-8');
  }
}

function tooLong(mostBytes: number): UnreadableLine {
  return new UnreadableLine(`is longer than ${mostBytes} bytes`);
}
