import type { Metadata } from 'next';
import styles from '@/app/sign-in/sign-in.module.css';
import { Field, FormNotice, givenBack } from '@/components/form';
import { PlainFrame } from '@/components/frame';
import { CopyableLine } from '@/components/state';
import { passwordRule, peekSignInLink, type SignInLink } from '@/lib/accounts';
import { type Notice, noticeFor } from '@/lib/auth';

export const metadata: Metadata = { title: 'Your account' };

/** Opening the link spends nothing: mail scanners and previews open links too. Sending the form does. */
export default async function SignInLinkPage({ searchParams }: PageProps<'/sign-in/link'>) {
  const { secret, notice: noticeId } = await searchParams;
  const link = typeof secret === 'string' ? await peekSignInLink(secret) : null;
  if (typeof secret !== 'string' || !link) return <SpentLink />;
  const notice = await noticeFor(typeof noticeId === 'string' ? noticeId : null);
  const field = givenBack(notice);
  return (
    <PlainFrame>
      <h1>{headings[link.kind]}</h1>
      {notice && !notice.at ? <FormNotice {...notice} /> : null}
      <form className={styles.form} method="post" action="/api/sign-in/link">
        <input type="hidden" name="secret" value={secret} />
        <EmailField link={link} notice={notice} />
        <Field
          id="name"
          {...field('name')}
          label="Your name"
          hint="As colleagues know you: it stands beside what you do here."
          autoComplete="name"
          maxLength={100}
          required
        />
        <Field
          id="password"
          {...field('password')}
          label="Password"
          type="password"
          hint={passwordRule.words}
          autoComplete="new-password"
          minLength={passwordRule.minLength}
          maxLength={passwordRule.maxLength}
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

function EmailField({ link, notice }: { link: SignInLink; notice: Notice | null }) {
  if (link.email !== null) return <Field id="email" label="Email" type="email" value={link.email} autoComplete="username" readOnly />;
  const hint = 'You sign in with it. Nothing is sent to it.';
  return <Field id="email" {...givenBack(notice)('email')} label="Email" type="email" hint={hint} autoComplete="username" required />;
}

function SpentLink() {
  return (
    <PlainFrame>
      <h1>This link no longer works</h1>
      <p>A sign-in link works once and for a short time. Ask an administrator for a new one.</p>
      <CopyableLine label="Or make one on the server" line="npx tracebook user link you@example.com" />
      <p>
        <a href="/sign-in">Sign in with a password</a>
      </p>
    </PlainFrame>
  );
}
