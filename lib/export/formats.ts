import type { ExportFormat } from '@/lib/address';
import { bundleLine } from './bundle';
import { csvForm } from './csv-form';
import type { FileForm } from './file-form';
import { jsonForm } from './json-form';
import { ocsfForm } from './ocsf-form';
import { parquetForm } from './parquet-form';
import { reportForm } from './report-form';

const bundleForm: FileForm = { mediaType: 'application/zip', extension: 'zip', line: bundleLine, writer: null };

const forms: Readonly<Record<ExportFormat, FileForm>> = {
  csv: csvForm,
  jsonl: jsonForm,
  parquet: parquetForm,
  report: reportForm,
  bundle: bundleForm,
  ocsf: ocsfForm,
};

export function formOf(format: ExportFormat): FileForm {
  return forms[format];
}

export function mediaTypeOf(format: ExportFormat): string {
  return forms[format].mediaType;
}

/** Ours alone, whatever was asked for: `tracebook-x_4fTq….csv`. */
export function fileNameOf({ id, format }: { readonly id: string; readonly format: ExportFormat }): string {
  return `tracebook-${id}.${forms[format].extension}`;
}
