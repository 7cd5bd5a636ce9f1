import { printFilter } from '@/lib/address';
import { askPatiently } from '@/lib/database';
import { type FileMark, type Manifest, printManifest, signManifest } from '@/lib/evidence';
import { bundleCheckpoint, manifestKey } from '@/lib/seal';
import type { Instant } from '@/lib/time';
import { parseCheckpoint, parseNote, printBase64 } from '@/lib/tlog';
import type { Viewer } from '@/lib/viewer';
import type { ExportRecord } from './export-record';
import { withheldBy } from './masking';

/** What is known of a file when its last byte is made. */
export interface Finished {
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly byTable: Readonly<Record<string, number>>;
  readonly leftOut: readonly string[];
}

type Described = Omit<Manifest, 'checkpoint' | 'proof' | 'files' | 'rows' | 'format'>;

/** What a manifest says of an export, whatever its form (docs/bundle-format.md); all else stands in its notes, as sentences. */
export function describeExport(
  record: ExportRecord,
  finished: Finished,
  { madeAt, notSealed = 0 }: { madeAt: Instant; notSealed?: number },
): Described {
  const { id, masking, reason, question, words, viewer, bound } = record;
  return {
    exportId: id,
    madeAt,
    asOf: bound.asOf,
    filter: printFilter(question.filter),
    filterWords: words,
    zone: question.zone,
    viewer: { id: viewer.id, label: viewer.label },
    reason,
    notSealed,
    first: finished.first,
    last: finished.last,
    masking: { profile: masking, withheld: withheldBy(masking, record.format).toSorted() },
    notes: notesOf(record, finished),
  };
}

/** The manifest of one file, signed where the log has a key. */
export async function manifestOfFile(
  viewer: Viewer,
  record: ExportRecord,
  { finished, name, mark, madeAt }: { finished: Finished; name: string; mark: FileMark; madeAt: Instant },
): Promise<string> {
  const [key, checkpoint] = await askPatiently(() => Promise.all([manifestKey(viewer), bundleCheckpoint(viewer)]));
  const head = checkpoint && parseCheckpoint(parseNote(checkpoint.note)?.text ?? '');
  const manifest: Manifest = {
    ...describeExport(record, finished, { madeAt }),
    format: record.format,
    rows: finished.rows,
    checkpoint: head && viewer.sees === 'real' ? { origin: head.origin, size: head.size, root: printBase64(head.root) } : null,
    proof: null,
    files: { [name]: mark },
  };
  return key ? signManifest(manifest, key) : printManifest(manifest);
}

function notesOf({ question, viewer, orgs, format }: ExportRecord, { byTable, leftOut }: Finished): readonly string[] {
  const { subject, order } = question;
  const tables = Object.entries(byTable).filter(([, rows]) => rows > 0);
  return [
    ...(subject ? [`The history of ${[subject.type, subject.id].filter((part) => part !== null).join(' ')}.`] : []),
    order === 'desc' ? 'The newest first.' : 'The oldest first.',
    orgs === null ? 'Of all organisations.' : `Of the organisations ${orgs.join(', ')}.`,
    ...(viewer.sees === 'sample' ? ['Sample data: nothing of it happened.'] : []),
    ...(tables.length > 1 ? [`Actions by table: ${tables.map(([table, rows]) => `${table} ${rows}`).join(', ')}.`] : []),
    ...leftOut.map((table) => `${table} was not looked at: it does not say whose actions it has.`),
    ...(format === 'csv'
      ? ['A cell that begins with = + - @ or the like has an apostrophe before it; so has one that begins with an apostrophe.']
      : []),
  ];
}
