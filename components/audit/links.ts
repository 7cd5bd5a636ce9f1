import type { Action } from '@/lib/audit';

/** Where the parts of an action lead, in the zone and world of the page that links to them. */
export interface Links {
  readonly action: (action: Action) => string;
  readonly actor: (id: string) => string;
  readonly subject: (type: string | null, id: string) => string;
  readonly request: (id: string) => string;
  /** All actions where a column has this value. */
  readonly only: (column: 'action' | 'org' | 'source' | 'feature' | 'trace', value: string) => string;
}
