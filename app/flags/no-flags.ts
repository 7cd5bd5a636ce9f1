import { open } from '@/app/e/receive-uses';
import { answer, currentRequest } from '@/lib/telemetry';

/** There are no flags here, and an SDK that asks is told so in all forms that it may have learnt. Nothing is asked of who asks. */
const tell = answer<unknown>(async () =>
  Response.json({
    flags: {},
    featureFlags: {},
    featureFlagPayloads: {},
    errorsWhileComputingFlags: false,
    requestId: currentRequest()?.requestId ?? null,
    sessionRecording: false,
    supportedCompression: ['gzip', 'gzip-js'],
  }),
);

export async function noFlags(request: Request): Promise<Response> {
  return open(await tell(request, undefined));
}
