import { preflight, receiveUses } from '@/app/e/receive-uses';

/** Where posthog-js sends to, as it did before it was told another way. */
export const POST = receiveUses({ form: 'event' });
export const OPTIONS = preflight;
