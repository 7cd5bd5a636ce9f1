import { preflight, receiveUses } from '@/app/e/receive-uses';

/** Where posthog-js sends to. */
export const POST = receiveUses({ form: 'event' });
export const OPTIONS = preflight;
