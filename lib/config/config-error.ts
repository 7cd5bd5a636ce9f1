/** Says all that is wrong at once: nobody likes to fix a configuration one restart at a time. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is incomplete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
