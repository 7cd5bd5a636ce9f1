import { asked } from '@/app/api/v1/asked';
import { now } from '@/app/now';
import { withWorld } from '@/app/page-viewer';
import { parseFeatureAddress, usageDays } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { featureJson, getFeatureSheet } from '@/lib/ledger';
import { answer, json } from '@/lib/telemetry';
import { dayOf } from '@/lib/time';

/** One feature: its row of the ledger, who uses it, and what its surfaces share. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'usage:read');
  const address = asked(parseFeatureAddress(new URL(request.url).searchParams));
  const { name, filter, zone } = address;
  const days = usageDays(address, dayOf(now(), zone) ?? '');
  const sheet = name && (await getFeatureSheet(await withWorld(viewer, address), name, { filter, zone, ...days, now: now() }));
  if (!sheet) throw new AppError('not-found', 'There is no such feature.');
  return json(featureJson(sheet));
});
