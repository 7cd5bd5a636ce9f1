import { type Config, readConfig } from './read';

let current: Config | undefined;

/** The configuration of this process, read on first use. @throws {ConfigError} */
export function config(): Config {
  current ??= readConfig(process.env);
  return current;
}
