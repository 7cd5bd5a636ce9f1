import { type Launch, readLaunch } from './launch';
import { type Config, readConfig } from './read';

let current: Config | undefined;

/** The configuration of this process, read on first use. @throws {ConfigError} */
export function config(): Config {
  current ??= readConfig(process.env);
  return current;
}

/** How this process is to be started. @throws {ConfigError} */
export function launch(): Launch {
  return readLaunch(process.env);
}

/** What starting found out and the environment did not say, for this process and the server bundles that it loads. */
export function settleConfig(
  found: Readonly<
    Record<'DATABASE_URL' | 'NEXTAUTH_SECRET' | 'NEXTAUTH_URL' | 'TRACEBOOK_EMBEDDED', string> &
      Partial<Record<'SEAL_KEY' | 'SEAL_KEY_PREVIOUS' | 'SEAL_STATE', string>>
  >,
): Config {
  Object.assign(process.env, found);
  current = readConfig(process.env);
  return current;
}

/** What programs that we start need to find themselves and their keys; nothing of ours. */
export function programEnvironment(): { readonly PATH: string; readonly HOME: string; readonly SSH_AUTH_SOCK: string | undefined } {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK };
}
