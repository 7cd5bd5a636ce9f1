import { preflight } from '@/app/e/receive-uses';
import { noFlags } from './no-flags';

/** Where SDKs of PostHog ask for flags. */
export const POST = noFlags;
export const OPTIONS = preflight;
