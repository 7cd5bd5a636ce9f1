import { preflight } from '@/app/e/receive-uses';
import { noFlags } from '@/app/flags/no-flags';

/** Where SDKs of PostHog asked for flags before 2025. */
export const POST = noFlags;
export const OPTIONS = preflight;
