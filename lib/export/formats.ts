import type { ExportFormat, Masking } from '@/lib/address';
import { csvForm } from './csv-form';
import type { FileForm } from './file-form';
import { jsonForm } from './json-form';
import { parquetForm } from './parquet-form';
import { reportForm } from './report-form';

const forms: Readonly<Record<ExportFormat, FileForm>> = { csv: csvForm, jsonl: jsonForm, parquet: parquetForm, report: reportForm };

export function formOf(format: ExportFormat): FileForm {
  return forms[format];
}

export const formatWords: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV, for spreadsheets',
  jsonl: 'JSON Lines, for programs',
  parquet: 'Parquet, for analysis',
  report: 'A report, for paper',
};

export const maskingWords: Readonly<Record<Masking, string>> = {
  none: 'Everything',
  metadata: 'Without metadata',
  people: 'Without people, names and metadata',
};

export function mediaTypeOf(format: ExportFormat): string {
  return forms[format].mediaType;
}

/** Ours alone, whatever was asked for: `tracebook-x_4fTq….csv`. */
export function fileNameOf({ id, format }: { readonly id: string; readonly format: ExportFormat }): string {
  return `tracebook-${id}.${forms[format].extension}`;
}
