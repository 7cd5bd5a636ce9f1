import { z } from 'zod';

/**
 * The lines of a backup, before compression (docs/backup.md):
 *
 *     {"tracebook":"backup","format":1,"version":"0.1.0","migration":"1790000000000","made_at":"…","tables":7}
 *     {"table":"users","columns":["id","email","name"],"rows":2,"identity":null}
 *     ["u_1", "a@example.com", "A"]
 *     ["u_2", "b@example.com", null]
 *     {"end":"users","rows":2,"sha256":"…"}
 *     {"end":"backup","tables":7,"rows":2}
 */
export const format = 1;

const count = z.number().int().nonnegative();

export const headerLine = z.object({
  tracebook: z.literal('backup'),
  format: z.number(),
  version: z.string(),
  migration: z.string(),
  made_at: z.string(),
  tables: count,
});

export const tableLine = z.object({
  table: z.string(),
  columns: z.array(z.string()).min(1),
  rows: count,
  identity: z.object({ column: z.string(), last: z.string().nullable() }).nullable(),
});

export const tableEndLine = z.object({ end: z.string(), rows: count, sha256: z.string() });

export const endLine = z.object({ end: z.literal('backup'), tables: count, rows: count });
