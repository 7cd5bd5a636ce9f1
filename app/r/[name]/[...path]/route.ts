import { answer, relayToPosthog } from '@/lib/telemetry';

interface Context {
  readonly params: Promise<{ readonly name: string }>;
}

/** Our own domain in front of PostHog, for our own pages. Off unless configured. */
const relay = answer<Context>(async (request, { params }) => relayToPosthog(request, (await params).name));

export const GET = relay;
export const POST = relay;
