import { preflight, receive } from '@/app/api/[project]/receive';
import { readEnvelope } from '@/lib/error-events';

/** Where SDKs of Sentry send to, whatever they send. @see https://develop.sentry.dev/sdk/data-model/envelopes/ */
export const POST = receive({ form: 'envelope', read: readEnvelope });
export const OPTIONS = preflight;
