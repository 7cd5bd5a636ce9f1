import { randomBytes } from 'node:crypto';
import { schema } from '@/db';
import { type ExportAddress, printExportQuestion } from '@/lib/address';
import { questionWords, type StreamQuestion, streamActions } from '@/lib/audit';
import { config } from '@/lib/config';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { assertProvable } from './bundle';
import { type ExportRecord, recordFrom } from './export-record';
import { formOf } from './formats';
import { shownUnder } from './masking';
import { mostReportRows } from './report-form';

export type AskOptions = Pick<ExportAddress, 'filter' | 'zone' | 'order' | 'subject' | 'format' | 'masking' | 'reason'>;

const mostReason = 500;

/**
 * Asks for a file: counts what it will hold as of this moment, and writes down who wants it and why. Nothing is sent yet; the rows of this
 * moment can be fetched by {@link deliverExport}, also again.
 *
 * @throws {AppError} `not-permitted`; `malformed` without a reason where one is wanted, or with a part that cannot be read; as
 *   `streamActions`
 */
export async function askExport(viewer: Viewer, asked: AskOptions): Promise<ExportRecord> {
  assertMay(viewer, 'audit:export');
  assertReadable(asked);
  const reason = asked.reason?.trim() || null;
  if (reason === null && config().exports.wantReason) {
    const message = 'Say for what it is needed: a reason is asked for here.';
    throw new AppError('malformed', message, { errors: [{ at: 'reason', message }] });
  }
  if (reason !== null && reason.length > mostReason) {
    const message = `A reason has up to ${mostReason} characters.`;
    throw new AppError('malformed', message, { errors: [{ at: 'reason', message }] });
  }
  if (asked.format === 'bundle') await assertProvable(viewer);
  const { bound, count } = await streamActions(viewer, streamQuestionOf(asked));
  if (asked.format === 'report' && count > mostReportRows) {
    throw new AppError(
      'needs-narrowing',
      `A report is for paper and holds up to ${mostReportRows.toLocaleString('en')} actions; these are ${count.toLocaleString('en')}. Narrow them down, or take CSV.`,
    );
  }
  const scope = orgScope(viewer);
  const [row] = await database('system')
    .insert(schema.exports)
    .values({
      id: `x_${randomBytes(12).toString('base64url')}`,
      state: 'asked',
      viewerKind: viewer.kind,
      viewerId: viewer.id,
      viewerLabel: viewer.label,
      orgs: scope && [...scope],
      world: viewer.sees,
      format: asked.format,
      masking: asked.masking,
      reason,
      question: printExportQuestion(asked),
      words: questionWords(asked),
      bound: JSON.stringify(bound),
      asOf: bound.asOf,
      expected: count,
    })
    .returning();
  if (!row) throw new Error('An export was not written down.');
  return recordFrom(row);
}

/** What is read for an export that was asked for. */
export function streamQuestionOf({ filter, zone, order, subject, format, masking }: Omit<AskOptions, 'reason'>): StreamQuestion {
  const names = shownUnder(masking);
  return { filter, zone, order, subject, print: (columns, table) => formOf(format).line(columns, names, table) };
}

/** A file that leaves out a part of its question would be a wider one than was asked for. */
function assertReadable({ filter }: AskOptions): void {
  const errors = filter.terms.flatMap((term) => (term.kind === 'unreadable' ? [{ at: 'q', message: `${term.text}: ${term.why}` }] : []));
  if (errors.length > 0) throw new AppError('malformed', errors.map(({ message }) => message).join(' '), { errors });
}
