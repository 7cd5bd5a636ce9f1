import { recordOwnAction } from '@/app/own-action';
import { type ListParams, printFilter } from '@/lib/address';
import { pageRequest } from '@/lib/auth';
import { log, withRequest } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';

/**
 * Who searched the audit log for what is part of the story too. Once a question, not once a page of its answer. Where it
 * cannot be recorded the answer still stands, and the log says so: who looks in an emergency must see.
 */
export async function noteSearch(viewer: Viewer, { filter, after, before }: ListParams): Promise<void> {
  if (filter.terms.length === 0 || after !== null || before !== null) return;
  const details = { q: printFilter(filter), data: viewer.sees };
  await withRequest(await pageRequest(), async () => {
    try {
      await recordOwnAction(viewer, { action: 'audit.search', feature: 'audit', surface: '/audit', details });
    } catch (error) {
      log('error', 'a search was not recorded', { error });
    }
  });
}
