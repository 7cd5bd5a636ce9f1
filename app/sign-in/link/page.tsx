import type { Metadata } from 'next';
import styles from '@/app/sign-in/sign-in.module.css';
import { Field, FormNotice } from '@/components/form';
import { PlainFrame } from '@/components/frame';
import { passwordRule, peekSignInLink, type SignInLink } from '@/lib/accounts';
import { noticeFor } from '@/lib/auth';

export const metadata: Metadata = { title: 'Your account' };

/** Opening the link spends nothing: mail scanners and previews open links too. Sending the form does. */
export default async function SignInLinkPage({ searchParams }: PageProps<'/sign-in/link'>) {
  const { secret, notice: noticeId } = await searchParams;
  const link = typeof secret === 'string' ? await peekSignInLink(secret) : null;
  if (typeof secret !== 'string' || !link) return <SpentLink />;
  const notice = await noticeFor(typeof noticeId === 'string' ? noticeId : null);
  return (
    <PlainFrame>
      <h1>{headings[link.kind]}</h1>
      {notice && !notice.at ? <FormNotice {...notice} /> : null}
      <form className={styles.form} method="post" action="/api/sign-in/link">
        <input type="hidden" name="secret" value={secret} />
        <EmailField link={link} typed={notice?.values?.email} error={notice?.at === 'email' ? notice.words : undefined} />
        <Field
          id="name"
          name="name"
          label="Your name"
          hint="As colleagues know you: it stands beside what you do here."
          autoComplete="name"
          maxLength={100}
          defaultValue={notice?.values?.name}
          error={notice?.at === 'name' ? notice.words : undefined}
          required
        />
        <Field
          id="password"
          name="password"
          label="Password"
          type="password"
          hint={passwordRule.words}
          autoComplete="new-password"
          minLength={passwordRule.minLength}
          maxLength={passwordRule.maxLength}
          error={notice?.at === 'password' ? notice.words : undefined}
          required
        />
        <button type="submit">{link.kind === 'recovery' ? 'Set the password and sign in' : 'Make the account and sign in'}</button>
      </form>
    </PlainFrame>
  );
}

const headings: Record<SignInLink['kind'], string> = {
  first: 'Make the first account',
  invitation: 'Make your account',
  recovery: 'Set a new password',
};

function EmailField({ link, typed, error }: { link: SignInLink; typed: string | undefined; error: string | undefined }) {
  if (link.email !== null) return <Field id="email" label="Email" type="email" value={link.email} autoComplete="username" readOnly />;
  const hint = 'You sign in with it. Nothing is sent to it.';
  return (
    <Field
      id="email"
      name="email"
      label="Email"
      type="email"
      hint={hint}
      autoComplete="username"
      defaultValue={typed}
      error={error}
      required
    />
  );
}

function SpentLink() {
  return (
    <PlainFrame>
      <h1>This link no longer works</h1>
      <p>A sign-in link works once and for a short time. Ask an administrator for a new one, or make one on the server:</p>
      <pre>npx tracebook user link you@example.com</pre>
      <p>
        <a href="/sign-in">Sign in with a password</a>
      </p>
    </PlainFrame>
  );
}
