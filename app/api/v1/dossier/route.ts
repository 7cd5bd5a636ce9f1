import { asked } from '@/app/api/v1/asked';
import { now } from '@/app/now';
import { withWorld } from '@/app/page-viewer';
import { parseTraceAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { config } from '@/lib/config';
import { getDossier, idIn, pageOf, printDossier } from '@/lib/dossier';
import { AppError } from '@/lib/errors';
import { answer, json } from '@/lib/telemetry';

const entriesAPage = 200;

/** Also of what nothing is known: then the readings say who was asked, and what each answered. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:read');
  const address = asked(parseTraceAddress(new URL(request.url).searchParams));
  const found = idIn(address.id ?? '');
  if (!found) throw new AppError('malformed', 'id is missing: a request, trace or session ID, or a text that holds one.');
  const seen = await withWorld(viewer, address);
  const dossier = await getDossier(seen, found.id, { now: now(), retentionDays: config().logs.retentionDays });
  return json(printDossier(dossier, pageOf(dossier, { ...address, limit: address.isWhole ? Number.POSITIVE_INFINITY : entriesAPage })));
});
