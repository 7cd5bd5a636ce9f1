import 'server-only';

/**
 * Lists of actions as files: CSV, JSON Lines, Parquet, a report for paper, a bundle that proves itself. Knows the forms, what is withheld under which profile, the
 * manifest, and the register of who took what away and why. Knows nothing of how rows are found: `lib/audit` reads them, for this viewer
 * and as of one moment. Nothing is handed out that was not recorded before. `docs/export-format.md` specifies every form.
 */
export { type AskOptions, askExport } from './ask-export';
export { whyNoBundle } from './bundle';
export { cancelExport } from './cancel-export';
export { type DeliverOptions, type Delivery, deliverExport, goneAway } from './deliver-export';
export { exportJson } from './export-json';
export type { ExportRecord, ExportState } from './export-record';
export { fileNameOf, mediaTypeOf } from './formats';
export { getExport, listExports } from './list-exports';
export { sweepExports } from './sweep-exports';
export { verifierFile } from './verifier-files';
