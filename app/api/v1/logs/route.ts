import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseLinesAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { admitted, readBody } from '@/lib/intake';
import { readNdjson } from '@/lib/log-lines';
import { listLines, mostLogBytes, takeLines } from '@/lib/logs';
import { answer, json } from '@/lib/telemetry';
import { readOptions } from './delivery';

export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'logs:read');
  const address = asked(parseLinesAddress(new URL(request.url).searchParams));
  return json(await listLines(await withWorld(viewer, address), address));
});

/** One record a line, whatever the content type says: loggers and shippers disagree about its name. Answers after commit. */
export const POST = answer((request) =>
  admitted(async () => {
    const viewer = await viewerOf(request, 'logs:write');
    const options = readOptions(request);
    const body = await readBody(request, { mostBytes: mostLogBytes });
    return json(await takeLines(viewer, readNdjson(body, options), { form: 'ndjson' }));
  }),
);
