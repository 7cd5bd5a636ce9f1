import { spendSignInLink } from '@/lib/accounts';
import { assertSameOrigin, readForm, signInWith, tellOnPage } from '@/lib/auth';
import { answer } from '@/lib/telemetry';

/** Spends a one-time link and signs its owner in. */
export const POST = answer(async (request) => {
  assertSameOrigin(request);
  const form = await readForm(request);
  const secret = form.get('secret') ?? '';
  return tellOnPage(`/sign-in/link?secret=${encodeURIComponent(secret)}`, form, async () => {
    const password = form.get('password') ?? '';
    const person = await spendSignInLink(secret, { email: form.get('email') ?? '', name: form.get('name') ?? '', password });
    return signInWith(request, new URLSearchParams({ email: person.email, password }));
  });
});
