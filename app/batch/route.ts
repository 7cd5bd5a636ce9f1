import { preflight, receiveUses } from '@/app/e/receive-uses';

/** Where SDKs of servers and of telephones send several events at once. */
export const POST = receiveUses({ form: 'batch' });
export const OPTIONS = preflight;
