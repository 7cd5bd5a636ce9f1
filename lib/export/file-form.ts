import type { SQL } from 'drizzle-orm';
import type { PrintedName, PrintedTable } from '@/lib/audit';

/** One of the forms in which actions are taken away. */
export interface FileForm {
  readonly mediaType: string;
  readonly extension: string;
  /** The SQL of what Postgres prints for one row, with what ends it. */
  line(columns: Columns, names: readonly PrintedName[], table: PrintedTable): SQL;
  /** Null for a bundle, which is made of many files. */
  readonly writer: ((about: AboutFile) => FileWriter) | null;
}

export type Columns = Readonly<Record<PrintedName, SQL>>;

/** What is known before the first row. */
export interface AboutFile {
  readonly id: string;
  readonly names: readonly PrintedName[];
  readonly facts: FileFacts;
}

/** What a form for people says of the file. */
export interface FileFacts {
  readonly words: string;
  readonly query: string;
  readonly zone: string;
  readonly who: string;
  readonly reason: string | null;
  readonly asOf: string;
  readonly count: number;
  readonly withheld: readonly string[];
  readonly leftOut: readonly string[];
  readonly isSample: boolean;
}

/** Makes the bytes of one file, in order. */
export interface FileWriter {
  /** What stands before the rows. */
  begin(): readonly Uint8Array[];
  /** What the lines of a page become. */
  page(lines: Buffer, rows: number): readonly Uint8Array[];
  /** What was held back of the rows, and what stands between them and the trailer. */
  rest(): readonly Uint8Array[];
  /** The last bytes: without them the file is not whole, and nobody can take it for whole. */
  trailer(ending: Ending): readonly Uint8Array[];
}

/** What a trailer says of all that stands before it. */
export interface Ending {
  readonly rows: number;
  /** Of every byte before the trailer, in hex. */
  readonly sha256: string;
}
