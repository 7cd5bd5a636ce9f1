import { isToken, remoteConfig } from '@/app/array/[token]/remote-config';
import { open, preflight } from '@/app/e/receive-uses';
import { AppError } from '@/lib/errors';
import { answer } from '@/lib/telemetry';

interface Context {
  readonly params: Promise<{ readonly token: string }>;
}

const tell = answer<Context>(async (_request, { params }) => {
  const { token } = await params;
  if (!isToken(token)) throw new AppError('not-found', 'There is no such project key.');
  return Response.json(remoteConfig(token));
});

export async function GET(request: Request, context: Context): Promise<Response> {
  return open(await tell(request, context));
}

export const OPTIONS = preflight;
