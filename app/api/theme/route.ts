import { assertSameOrigin, returnPath } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { answer } from '@/lib/telemetry';

const themes = ['system', 'light', 'dark'];
const yearSeconds = 365 * 24 * 60 * 60;

/** Remembers the colours in a cookie, so that the very first byte of the next page has them. Needs no session. */
export const POST = answer(async (request) => {
  assertSameOrigin(request);
  const form = await request.formData().catch(() => new FormData());
  const [theme, back] = [form.get('theme'), form.get('back')];
  if (typeof theme !== 'string' || !themes.includes(theme)) throw new AppError('malformed', 'The theme is system, light or dark.');
  const age = theme === 'system' ? 0 : yearSeconds;
  return new Response(null, {
    status: 303,
    headers: {
      location: returnPath(typeof back === 'string' ? back : null),
      'set-cookie': `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax; HttpOnly`,
    },
  });
});
