/**
 * `npm start`: installs and builds what is missing, then serves in this very process (`tracebook start`).
 *
 * Plain JavaScript without dependencies, because it runs before anything is installed. Nothing that is done already costs
 * more than reading the sources once.
 */
import { build, isBuilt } from './build.mjs';
import { bundle, isBundled } from './bundle.mjs';
import { install, isInstalled } from './install.mjs';
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();
Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
try {
  if (!isInstalled()) await step('Installing what Tracebook is made of', install);
  if (!isBuilt()) await step('Building the app', build);
  if (!isBundled()) await bundle();
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  process.stderr.write(`${whyOf(message) ?? message}\n`);
  process.exit(1);
}
process.argv.splice(2, 0, 'start');
await import(new URL('../dist/tracebook.mjs', import.meta.url).href);

/**
 * Says what happens, and on a terminal for how long already. The output is shown only when it failed.
 *
 * @param {string} what
 * @param {() => Promise<{ code: number, output: string }>} act
 */
async function step(what, act) {
  const { stderr } = process;
  const began = performance.now();
  const seconds = () => `${Math.round((performance.now() - began) / 1000)} s`;
  stderr.write(`${what}, which takes a minute or so …${stderr.isTTY ? '' : '\n'}`);
  const clock = setInterval(
    () => stderr.write(stderr.isTTY ? `\r\u001b[2K${what} … ${seconds()}` : `… ${seconds()}\n`),
    stderr.isTTY ? 1_000 : 15_000,
  );
  const { code, output } = await act();
  clearInterval(clock);
  stderr.write(`${stderr.isTTY ? '\r\u001b[2K' : ''}${what}: ${code === 0 ? 'done' : 'failed'} after ${seconds()}\n`);
  if (code === 0) return;
  stderr.write(`\n${output}\n${whyOf(output) ?? `${what} failed; what it said stands above.`}\n`);
  process.exit(1);
}

/** @param {string} output */
function whyOf(output) {
  if (/ENOSPC|no space left/i.test(output)) return 'The disk is full: make room (about 1.5 GB is needed) and start again.';
  if (/EACCES|EPERM|permission denied/i.test(output))
    return 'This account may not write here: start Tracebook as the owner of this folder.';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(output))
    return 'npm cannot reach its registry: check the network, or set npm’s registry and proxy.';
  return null;
}
