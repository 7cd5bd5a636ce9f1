import { viewerOf } from '@/lib/auth';
import { version } from '@/lib/config';
import { findUnreadyReasons, unreadyReasons } from '@/lib/database';
import { answer, json } from '@/lib/telemetry';
import { may } from '@/lib/viewer';

/** Whether this process can serve, for load balancers: 200, or 503 with the reasons; in words to who may read them. */
export const GET = answer(async (request) => {
  const reasons = await findUnreadyReasons();
  if (reasons.length === 0) return json({ status: 'ready', version });
  const words = (await mayReadWords(request)) ? { details: reasons.map((reason) => unreadyReasons[reason]) } : {};
  return json({ status: 'unready', version, reasons, ...words }, { status: 503, headers: { 'retry-after': '5' } });
});

/** Who asks cannot always be found out: without a database everybody is a stranger. */
async function mayReadWords(request: Request): Promise<boolean> {
  try {
    return may(await viewerOf(request), 'metrics:read');
  } catch {
    return false;
  }
}
