import 'server-only';

/**
 * One file that holds everything that lasts, and the way back. Knows rows, not what they mean: the tables and their columns
 * are those that the database itself names. The format is specified in docs/backup.md.
 */
export { type BackupSummary, makeBackup } from './make-backup';
export { restoreBackup } from './restore-backup';
