import { asked } from '@/app/api/v1/asked';
import { now } from '@/app/now';
import { withWorld } from '@/app/page-viewer';
import { parseAuditAddress } from '@/lib/address';
import { listActions, mostActionBytes, recordDelivery } from '@/lib/audit';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { admitted, readBody } from '@/lib/intake';
import { answer, json } from '@/lib/telemetry';

export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:read');
  const address = asked(parseAuditAddress(new URL(request.url).searchParams));
  return json(await listActions(await withWorld(viewer, address), address));
});

/** Answers after commit, for each row. */
export const POST = answer(async (request) => {
  const rows = await admitted(async () => {
    const viewer = await viewerOf(request, 'audit:write');
    const isLines = linesOrJson(request.headers.get('content-type'));
    return recordDelivery(viewer, await readBody(request, { mostBytes: mostActionBytes }), { isLines, now: now() });
  });
  return json({ rows });
});

function linesOrJson(contentType: string | null): boolean {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  if (/^application\/(x-)?(ndjson|jsonl|json-lines)$/.test(type.trim())) return true;
  if (/^application\/(.+\+)?json$/.test(type.trim())) return false;
  throw new AppError('unsupported-media-type', 'Actions are sent as application/json or, one a line, as application/x-ndjson.');
}
