import { preflight, receive } from '@/app/api/[project]/receive';
import { readStored } from '@/lib/error-events';

/** Where SDKs of old send to: one event a request. */
export const POST = receive({ form: 'store', read: (body, options) => readStored(new TextDecoder().decode(body), options) });
export const OPTIONS = preflight;
