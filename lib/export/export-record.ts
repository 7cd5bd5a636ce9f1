import type { schema } from '@/db';
import { type ExportAddress, type ExportFormat, type Masking, parseExportAddress } from '@/lib/address';
import type { StreamBound } from '@/lib/audit';
import { type Instant, instantFrom } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

/** `asked`: nothing was sent yet. The last three are ends; only `whole` is one in which all of it was handed over. */
export type ExportState = 'asked' | 'running' | 'whole' | 'interrupted' | 'cancelled';

/** One line of the register: who took what away, why, and how far it came. */
export interface ExportRecord {
  readonly id: string;
  readonly askedAt: Instant;
  readonly beganAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly state: ExportState;
  readonly why: string | null;
  readonly viewer: Pick<Viewer, 'kind' | 'id' | 'label' | 'sees'>;
  /** Null: of all organisations. */
  readonly orgs: readonly string[] | null;
  readonly format: ExportFormat;
  readonly masking: Masking;
  readonly reason: string | null;
  readonly question: Pick<ExportAddress, 'filter' | 'zone' | 'order' | 'subject'>;
  /** In words. */
  readonly words: string;
  readonly bound: StreamBound;
  readonly expected: number;
  readonly rows: number;
  readonly bytes: number;
  readonly deliveries: number;
  readonly sha256: string | null;
  readonly manifest: string | null;
}

type Row = typeof schema.exports.$inferSelect;

export function recordFrom(row: Row): ExportRecord {
  const { filter, zone, order, subject } = parseExportAddress(new URLSearchParams(row.question));
  return {
    id: row.id,
    askedAt: instant(row.askedAt),
    beganAt: row.beganAt && instant(row.beganAt),
    endedAt: row.endedAt && instant(row.endedAt),
    state: row.state,
    why: row.why,
    viewer: { kind: row.viewerKind as Viewer['kind'], id: row.viewerId, label: row.viewerLabel, sees: row.world },
    orgs: row.orgs,
    format: row.format as ExportFormat,
    masking: row.masking as Masking,
    reason: row.reason,
    question: { filter, zone, order, subject },
    words: row.words,
    bound: JSON.parse(row.bound),
    expected: row.expected,
    rows: row.rows,
    bytes: row.bytes,
    deliveries: row.deliveries,
    sha256: row.sha256,
    manifest: row.manifest,
  };
}

/** As Postgres prints it, in the form that all times have. */
function instant(text: string): Instant {
  return instantFrom(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')) ?? text;
}
