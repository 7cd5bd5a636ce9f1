import 'server-only';

/**
 * Audit tables of other teams, looked at and never touched: each over a small pool of its own, under the names that our own
 * table has, within a deadline. Knows connections, mappings and how tables are inspected; nothing of what actions mean.
 * `docs/audit-sources.md` says how they are configured.
 */
export { type Asked, askEach, askOne } from './ask';
export type { ForeignTable } from './foreign-table';
export { inspect, type TableReport } from './inspect';
export { exactCondition } from './mapping';
export { type Proposal, proposeMapping } from './propose';
export { foreignTableNames } from './tables';
export { closeForeignTables, type TableToRead, tablesToRead } from './tables-to-read';
