import type { Metadata, Route } from 'next';
import { redirect } from 'next/navigation';
import { Field, FormNotice } from '@/components/form';
import { PlainFrame } from '@/components/frame';
import { returnPath, signedInViewer } from '@/lib/auth';
import styles from './sign-in.module.css';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const { callbackUrl, error } = await searchParams;
  const back = returnPath(typeof callbackUrl === 'string' ? callbackUrl : null);
  if (await signedInViewer()) redirect(back as Route);
  return (
    <PlainFrame>
      <h1>Sign in</h1>
      {error ? <FormNotice isRefusal words="That address and password do not belong together. Try again." /> : null}
      <form className={styles.form} method="post" action="/api/auth/callback/credentials">
        <input type="hidden" name="callbackUrl" value={back} />
        <Field id="email" name="email" label="Email" type="email" autoComplete="username" required autoFocus />
        <Field id="password" name="password" label="Password" type="password" autoComplete="current-password" required />
        <button type="submit">Sign in</button>
      </form>
      <p className={styles.help}>Lost your password? An administrator can send you a new sign-in link.</p>
    </PlainFrame>
  );
}
