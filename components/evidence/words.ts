import type { ExportFormat, Masking } from '@/lib/address';
import type { ExportState } from '@/lib/export';

export const formatWords: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV, for spreadsheets',
  jsonl: 'JSON Lines, for programs',
  parquet: 'Parquet, for analysis',
  report: 'A report, for paper',
  bundle: 'A bundle, which proves itself',
  ocsf: 'OCSF, for a SIEM',
};

export const maskingWords: Readonly<Record<Masking, string>> = {
  none: 'Everything',
  metadata: 'Without metadata',
  people: 'Without people, names and metadata',
};

export const stateWords: Readonly<Record<ExportState, string>> = {
  asked: 'not fetched yet',
  running: 'running',
  whole: 'whole',
  interrupted: 'interrupted',
  cancelled: 'cancelled',
};
