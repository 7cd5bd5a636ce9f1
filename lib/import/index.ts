import 'server-only';

/**
 * Actions, lines and errors out of files: records are taken out of lines, JSON arrays and CSV, mapped by a small file of expressions, and
 * recorded through lib/audit; lines are kept through lib/logs, errors through lib/issues. Knows files, maps and where a stopped import goes
 * on; nothing of what actions mean. The forms are described in docs/importing.md and docs/writing-a-map.md.
 */
export { type ImportOptions, type ImportProgress, type ImportSummary, importActions } from './import-actions';
export { importErrors } from './import-errors';
export { importLines } from './import-lines';
export { shippedMaps } from './map-file';
export { type Format, formats } from './read-records';
