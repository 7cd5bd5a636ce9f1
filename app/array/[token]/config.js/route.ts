import { isToken, remoteConfig } from '@/app/array/[token]/remote-config';
import { open } from '@/app/e/receive-uses';
import { AppError } from '@/lib/errors';
import { answer } from '@/lib/telemetry';

interface Context {
  readonly params: Promise<{ readonly token: string }>;
}

/** The same as a script, as posthog-js loads it first. */
const tell = answer<Context>(async (_request, { params }) => {
  const { token } = await params;
  if (!isToken(token)) throw new AppError('not-found', 'There is no such project key.');
  const told = JSON.stringify({ config: remoteConfig(token), siteApps: [] });
  const script = `(function(w){w._POSTHOG_REMOTE_CONFIG=w._POSTHOG_REMOTE_CONFIG||{};w._POSTHOG_REMOTE_CONFIG["${token}"]=${told}})(window);\n`;
  return new Response(script, { headers: { 'content-type': 'text/javascript; charset=utf-8' } });
});

export async function GET(request: Request, context: Context): Promise<Response> {
  return open(await tell(request, context));
}
