import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { verifierFile } from '@/lib/export';
import { answer } from '@/lib/telemetry';

/** The verifier of bundles, as a file to be kept: `?file=verify.mjs` or `?file=verify.html`. Never shown as a page of ours. */
export const GET = answer(async (request) => {
  await viewerOf(request, 'evidence:read');
  const name = new URL(request.url).searchParams.get('file') ?? '';
  if (name !== 'verify.mjs' && name !== 'verify.html') throw new AppError('malformed', 'file= is verify.mjs or verify.html.');
  const bytes = await verifierFile(name);
  if (bytes === null)
    throw new AppError('not-found', 'This installation has no verifier in dist: node scripts/build-verifier.mjs makes it.');
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${name}"` },
  });
});
