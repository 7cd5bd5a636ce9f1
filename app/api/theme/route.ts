import { remember } from '@/app/api/remember';
import { assertSameOrigin, readForm } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { answer } from '@/lib/telemetry';

const themes = ['system', 'light', 'dark'];

/** Remembers the colours in a cookie, so that the very first byte of the next page has them. Needs no session. */
export const POST = answer(async (request) => {
  assertSameOrigin(request);
  const form = await readForm(request);
  const theme = form.get('theme') ?? '';
  if (!themes.includes(theme)) throw new AppError('malformed', 'The theme is system, light or dark.');
  return remember(form.get('back'), { theme: theme === 'system' ? '' : theme });
});
