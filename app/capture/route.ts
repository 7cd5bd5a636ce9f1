import { preflight, receiveUses } from '@/app/e/receive-uses';

/** Where SDKs of old send one event, or several. */
export const POST = receiveUses({ form: 'event' });
export const OPTIONS = preflight;
