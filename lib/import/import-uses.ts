import { readRecords } from '@/lib/product-events';
import { forgetCounts, takeUses, useReadOptions } from '@/lib/usage';
import type { Viewer } from '@/lib/viewer';
import type { ImportSummary } from './import-actions';
import { importReports, type ReportImportOptions } from './import-reports';

interface UseImportOptions extends ReportImportOptions {
  readonly source: string;
  /** The organisation of events that name none. */
  readonly org?: string;
}

/** Imports product events: exports of PostHog, rows of its batch exports, or what SDKs sent. @throws {AppError} as {@link importReports} */
export async function importUses(viewer: Viewer, { source, org, ...options }: UseImportOptions): Promise<ImportSummary> {
  const place = { source, trust: 'server', orgOfNone: org ?? null, purpose: 'system' } as const;
  const summary = await importReports(
    viewer,
    {
      kind: 'usage',
      permission: 'usage:write',
      source,
      named: { source },
      atOnce: 2_000,
      take: (texts) => {
        const read = readRecords(texts, { ...useReadOptions(options.now), trustsOldTimes: true });
        return takeUses(viewer, read, { form: 'file', ...place });
      },
    },
    options,
  );
  await forgetCounts();
  return summary;
}
