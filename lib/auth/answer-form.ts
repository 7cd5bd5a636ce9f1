import { AppError } from '@/lib/errors';
import { answer } from '@/lib/telemetry';
import type { Permission, Viewer } from '@/lib/viewer';
import { type Notice, withNotice } from './notice';
import { readForm } from './read-form';
import { assertSameOrigin } from './same-origin';
import { viewerOf } from './viewer-of';

interface FormPage {
  /** The page that shows the form, and its notice. */
  readonly page: string;
  /** Where one of many such pages showed it. */
  readonly pageOf?: (form: URLSearchParams) => string;
  readonly permission: Permission;
}

/** What to say when it worked. */
export type Done = Pick<Notice, 'words' | 'secret'>;

/**
 * Wraps the route that a form of ours posts to. The form names itself in its field `form`. What was done is told on the page
 * that it goes back to; what cannot be read is told beside the field, with what was typed still in place.
 *
 *     export const POST = answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => { … });
 */
export function answerForm(
  { page, pageOf, permission }: FormPage,
  run: (viewer: Viewer, form: URLSearchParams, request: Request) => Promise<Done | Response>,
) {
  return answer(async (request: Request) => {
    assertSameOrigin(request);
    const viewer = await viewerOf(request, permission).catch(strangerIsNull);
    if (!viewer) return new Response(null, { status: 303, headers: { location: `/sign-in?callbackUrl=${encodeURIComponent(page)}` } });
    const form = await readForm(request);
    return tellOnPage(pageOf?.(form) ?? page, form, () => run(viewer, form, request));
  });
}

/** Runs what a form asks for and goes back to its page with a notice: that it was done, or why it was refused. */
export async function tellOnPage(page: string, form: URLSearchParams, run: () => Promise<Done | Response>): Promise<Response> {
  const name = form.get('form') ?? '';
  try {
    const done = await run();
    return done instanceof Response ? done : await withNotice(page, { form: name, isRefusal: false, ...done });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const at = error.options.errors?.[0]?.at;
    if (at === undefined && !canBeRepeated.has(error.code)) throw error;
    return withNotice(page, { form: name, isRefusal: true, words: error.message, values: typed(form), ...(at ? { at } : {}) });
  }
}

/** Refusals that another try can mend, as can those about a field. The others are answered as such. */
const canBeRepeated = new Set<AppError['code']>(['malformed', 'conflict', 'not-found', 'needs-narrowing']);

/** What was ticked under one name stands with spaces between. */
function typed(form: URLSearchParams): Record<string, string> {
  const values = [...new Set(form.keys())].map((name) => [name, form.getAll(name).join(' ')] as const);
  return Object.fromEntries(values.filter(([name, value]) => !['password', 'secret'].includes(name) && value.length <= 200));
}

function strangerIsNull(error: unknown): null {
  if (error instanceof AppError && error.code === 'not-signed-in') return null;
  throw error;
}
