import { AppError, problemFrom } from '@/lib/errors';

const themes = ['system', 'light', 'dark'];
const yearSeconds = 365 * 24 * 60 * 60;

/** Remembers the colours in a cookie, so that the very first byte of the next page has them. */
export async function POST(request: Request): Promise<Response> {
  const form = await request.formData().catch(() => new FormData());
  const theme = form.get('theme');
  if (typeof theme !== 'string' || !themes.includes(theme)) {
    const problem = problemFrom(
      new AppError('malformed', 'The theme is system, light or dark.'),
      request.headers.get('x-request-id') ?? '',
    );
    return Response.json(problem, { status: problem.status, headers: { 'content-type': 'application/problem+json' } });
  }
  const age = theme === 'system' ? 0 : yearSeconds;
  return new Response(null, {
    status: 303,
    headers: { location: pathFrom(form.get('back')), 'set-cookie': `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax; HttpOnly` },
  });
}

/** Only a path of ours: `//host` and `/\host` are addresses of others. */
function pathFrom(back: FormDataEntryValue | null): string {
  if (typeof back !== 'string' || !URL.canParse(back, 'http://here.invalid')) return '/';
  const url = new URL(back, 'http://here.invalid');
  return url.origin === 'http://here.invalid' ? url.pathname + url.search : '/';
}
