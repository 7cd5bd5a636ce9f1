import { sql } from 'drizzle-orm';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { FileForm, FileWriter } from './file-form';
import { arrayLine, rowsFrom } from './json-rows';

/**
 * As many rows, or as many bytes of JSON, are held back and written as one group. So few that their texts are gone before a collector of
 * garbage would take them for lasting: larger groups took hundreds of megabytes.
 */
const groupRows = 5_000;
const groupBytes = 4_000_000;

/**
 * Parquet with Snappy, every field a text as in the other forms, and `created_instant` for those who reckon with times: microseconds
 * in UTC, null beyond the years of four digits. The trailer is the footer; under the key `tracebook.end` it says what the others say.
 */
export const parquetForm: FileForm = {
  mediaType: 'application/vnd.apache.parquet',
  extension: 'parquet',
  line: (columns, names) => arrayLine(columns, names, [micros]),
  writer: ({ id, names }) => parquetWriter(id, names),
};

const micros = sql`case when a.created_at >= '0001-01-01Z'::timestamptz and a.created_at < '10000-01-01Z'::timestamptz
  then trunc(extract(epoch from a.created_at) * 1000000)::text end`;

function parquetWriter(id: string, names: readonly string[]): FileWriter {
  const out = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: 'root', num_children: names.length + 1 },
    ...names.map((name): SchemaElement => ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' })),
    { name: 'created_instant', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', repetition_type: 'OPTIONAL' },
  ];
  const kvMetadata: { key: string; value: string }[] = [];
  const parquet = new ParquetWriter({ writer: out, schema, kvMetadata, createdBy: 'tracebook' });
  let columns = emptyColumns(names.length + 1);
  let bytes = 0;

  function writeGroup(): void {
    const data = columns.map((column, at) => ({
      name: names[at] ?? 'created_instant',
      data: at < names.length ? column : column.map((text) => (text === null ? null : BigInt(text))),
    }));
    parquet.write({ columnData: data, rowGroupSize: data[0]?.data.length || 1 });
    columns = emptyColumns(names.length + 1);
    bytes = 0;
  }

  /** What was written since; the buffer is used again, so that it is copied. */
  function taken(): readonly Uint8Array[] {
    const made = Buffer.from(out.getBytes());
    out.index = 0;
    return made.length > 0 ? [made] : [];
  }

  return {
    begin: taken,
    page(lines) {
      for (const row of rowsFrom(lines)) for (const [at, column] of columns.entries()) column.push(row[at] ?? null);
      bytes += lines.length;
      if ((columns[0]?.length ?? 0) >= groupRows || bytes >= groupBytes) writeGroup();
      return taken();
    },
    rest() {
      if ((columns[0]?.length ?? 0) > 0) writeGroup();
      return taken();
    },
    trailer({ rows, sha256 }) {
      kvMetadata.push({ key: 'tracebook.end', value: JSON.stringify({ export: id, rows, sha256 }) });
      parquet.finish();
      return taken();
    },
  };
}

function emptyColumns(count: number): (string | null)[][] {
  return Array.from({ length: count }, () => []);
}
