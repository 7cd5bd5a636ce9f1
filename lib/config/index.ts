import 'server-only';

/** The only room that reads the environment. Knows names and forms, not what anybody does with them. */
export { config, launch, settleConfig } from './current';
export { type Config, ConfigError } from './read';
export { version } from './version';
