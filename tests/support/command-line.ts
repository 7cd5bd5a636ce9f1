import { execFileSync } from 'node:child_process';

/**
 * Makes `dist/tracebook.mjs` where it is not made of these sources. In a process of its own, because Playwright turns what its
 * own process imports into CommonJS, which scripts are not.
 */
export function bundleCommandLine(): void {
  const program = "import { bundle, isBundled } from './scripts/bundle.mjs'; if (!isBundled()) await bundle();";
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { stdio: 'pipe' });
}
