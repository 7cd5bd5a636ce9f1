import 'server-only';

/**
 * Actions, lines, errors and product events out of files: records are taken out of lines, JSON arrays and CSV, mapped by a small file of expressions, and
 * recorded through lib/audit; lines are kept through lib/logs, errors through lib/issues, product events through
 * lib/usage. Knows files, maps and where a stopped import goes
 * on; nothing of what actions mean. The forms are described in docs/importing.md and docs/writing-a-map.md.
 */
export { type ImportOptions, type ImportProgress, type ImportSummary, importActions } from './import-actions';
export { importErrors } from './import-errors';
export { importLines } from './import-lines';
export { importUses } from './import-uses';
export { shippedMaps } from './map-file';
export { type Format, formats } from './read-records';
