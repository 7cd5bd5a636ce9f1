import { asked } from '@/app/api/v1/asked';
import { now } from '@/app/now';
import { withWorld } from '@/app/page-viewer';
import { parseUsageAddress, usageDays } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { getLedger, ledgerCsv, ledgerJson } from '@/lib/ledger';
import { answer, json } from '@/lib/telemetry';
import { dayOf } from '@/lib/time';

/** The ledger, as it is shown: as JSON, or for a spreadsheet. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'usage:read');
  const address = asked(parseUsageAddress(new URL(request.url).searchParams));
  const days = usageDays(address, dayOf(now(), address.zone) ?? '');
  const ledger = await getLedger(await withWorld(viewer, address), { ...address, ...days, now: now() });
  if (address.format === 'json') return json(ledgerJson(ledger, address.weights));
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="ledger-${days.from}-${days.to}.csv"`,
  };
  return new Response(ledgerCsv(ledger), { headers });
});
