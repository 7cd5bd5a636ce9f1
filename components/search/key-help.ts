import type { ColumnKey, PathKey } from '@/lib/address';

/** What each key asks for, in a few words. */
export const keyHelp: Readonly<Record<ColumnKey | PathKey | 'has', string>> = {
  actor: 'who did it, by ID',
  action: 'what was done; a category takes its children',
  subject: 'to what: type/id, or either',
  outcome: 'success, failure or unknown',
  created: 'when: a day, month, year, or from..to',
  org: 'in which organisation',
  request: 'in which request',
  trace: 'in which trace',
  feature: 'in which part of the product',
  surface: 'on which screen or interface',
  changed: 'which field changed',
  source: 'which producer told us',
  actor_type: 'what kind of actor',
  subject_type: 'what kind of thing',
  as: 'on whose behalf',
  meta: 'a value in the metadata: meta.ip:10.0.0.1',
  before: 'what a field was: before.role:viewer',
  after: 'what a field became: after.role:admin',
  has: 'rows in which something is present',
  recorded: 'when it reached Tracebook',
  import: 'by which import it came',
};
