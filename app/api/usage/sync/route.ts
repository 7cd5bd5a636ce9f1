import { syncAndRecord } from '@/app/sync-and-record';
import { answerForm } from '@/lib/auth';
import type { SyncStart } from '@/lib/usage';

export const POST = answerForm({ page: '/settings/sources', permission: 'settings:manage' }, async (viewer) => {
  const report = await syncAndRecord(viewer, '/settings/sources');
  return { words: report ? wordsOf(report) : 'There is no PostHog to read from: use is counted here as it arrives.' };
});

function wordsOf({ outcome, daysRead, windowsCounted, why }: SyncStart): string {
  switch (outcome) {
    case 'running':
      return 'Reading from PostHog has begun, and goes on. Look again in a while.';
    case 'elsewhere':
      return 'Somebody is reading from PostHog already. Look again in a while.';
    default:
      return [
        `${daysRead.toLocaleString('en')} days were read, and people counted ${windowsCounted.toLocaleString('en')} times.`,
        ...(why === null ? [] : [why, 'The next reading goes on from there.']),
      ].join(' ');
  }
}
