import { readEvents } from '@/lib/error-events';
import { takeEvents } from '@/lib/issues';
import type { Viewer } from '@/lib/viewer';
import type { ImportSummary } from './import-actions';
import { importReports, type ReportImportOptions } from './import-reports';

interface ErrorImportOptions extends ReportImportOptions {
  readonly project: string;
  /** The organisation of errors that name none. */
  readonly org?: string;
}

/** Imports errors as SDKs of Sentry wrote them. @throws {AppError} as {@link importReports} */
export function importErrors(viewer: Viewer, { project, org, ...options }: ErrorImportOptions): Promise<ImportSummary> {
  const place = { project, trust: 'server', orgOfNone: org ?? null, purpose: 'system' } as const;
  return importReports(
    viewer,
    {
      kind: 'errors',
      permission: 'issues:write',
      source: project,
      named: { project },
      atOnce: 200,
      take: async (texts) => {
        const read = readEvents(texts, { receivedAt: options.now, trustsOldTimes: true });
        return { ...(await takeEvents(viewer, read, { form: 'file', ...place })), dropped: {} };
      },
    },
    options,
  );
}
