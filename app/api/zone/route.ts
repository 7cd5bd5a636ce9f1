import { remember } from '@/app/api/remember';
import { assertSameOrigin, readForm, returnPath } from '@/lib/auth';
import { answer } from '@/lib/telemetry';
import { zoneFrom } from '@/lib/time';

/**
 * Shows the page in another zone, and remembers it for addresses that name none. Needs no session. What is no zone is not
 * remembered; the page says why.
 */
export const POST = answer(async (request) => {
  assertSameOrigin(request);
  const form = await readForm(request);
  const typed = (form.get('zone') ?? form.get('tz') ?? '').trim();
  const zone = zoneFrom(typed);
  const page = new URL(returnPath(form.get('back')), request.url);
  page.searchParams.set('tz', zone ?? typed);
  return remember(`${page.pathname}${page.search}`, zone === null ? {} : { zone: zone === 'UTC' ? '' : zone });
});
