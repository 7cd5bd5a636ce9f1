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
  found: Readonly<Record<'DATABASE_URL' | 'NEXTAUTH_SECRET' | 'NEXTAUTH_URL' | 'TRACEBOOK_EMBEDDED', string>>,
): Config {
  Object.assign(process.env, found);
  current = readConfig(process.env);
  return current;
}
