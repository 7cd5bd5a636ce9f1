import { description } from '@/app/api/v1/description';
import { answer, json } from '@/lib/telemetry';

/** Open to everybody: it says how to ask, and nothing of what is answered. */
export const GET = answer(async () => json(description()));
