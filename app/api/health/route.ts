import { version } from '@/lib/config';
import { answer, json } from '@/lib/telemetry';

/** This process is alive. Asks nothing of the database, so that a database's bad minute does not restart the app. */
export const GET = answer(async () => json({ status: 'alive', version }));
