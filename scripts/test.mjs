/**
 * `npm test`: installs and builds what is missing, then runs every suite and says what each took.
 * `npm test -- lint unit` runs only those. The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 *
 * Plain JavaScript without dependencies, because it runs before anything is installed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { browserEnvironment, howToGetBrowser } from './browser.mjs';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { assertNodeVersion } from './node-version.mjs';
import { root } from './root.mjs';
import { suites } from './suites.mjs';

/** @typedef {import('./suites.mjs').Suite} Suite */
/** @typedef {import('./suites.mjs').Outcome} Outcome */

const notChecked = `${root}/test-results/not-checked.txt`;
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const failures = [];

assertNodeVersion();
const chosen = suitesNamed(process.argv.slice(2));
mkdirSync(`${root}/test-results`, { recursive: true });
rmSync(notChecked, { force: true });
process.env.TRACEBOOK_NOT_CHECKED = notChecked;
process.env.NEXT_TELEMETRY_DISABLED = '1';

if (isInstalled() || (await step('install', install))) {
  const built = chosen.some(({ needs }) => needs) && !isBuilt() ? step('build', build) : Promise.resolve(true);
  await Promise.all([runLane('first', built), runLane('second', built)]);
  await runLane('last', built);
}
if (existsSync(notChecked)) process.stdout.write(`\nnot checked here:\n${uniqueLines(readFileSync(notChecked, 'utf8'))}\n`);
if (failures.length > 0) process.stdout.write(`\nfailed:\n${failures.map((failure) => `  ${failure}\n`).join('')}`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** @param {readonly string[]} names */
function suitesNamed(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length === 0)
    return names.length === 0 ? suites.filter(({ onlyByName }) => !onlyByName) : suites.filter(({ name }) => names.includes(name));
  process.stderr.write(`There is no suite ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.\n`);
  process.exit(64);
}

/**
 * @param {Suite['lane']} lane
 * @param {Promise<boolean>} built whether there is an app to test; where there is none, its build has failed and was counted
 */
async function runLane(lane, built) {
  for (const suite of chosen.filter((one) => one.lane === lane)) {
    if (suite.needs && !(await built)) continue;
    const env = suite.needs === 'browser' ? await browserEnvironment() : {};
    await report(suite.name, async () => (env ? suite.run(env) : { passed: 0, failed: 1, output: `${howToGetBrowser}\n` }));
  }
}

/**
 * Something that must be done before a suite can run. It counts only when it fails.
 *
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string }>} act
 * @returns {Promise<boolean>} whether it was done
 */
async function step(name, act) {
  const { failed } = await report(name, async () => {
    const { code, output } = await act();
    return { passed: 0, failed: code === 0 ? 0 : 1, output };
  });
  return failed === 0;
}

/**
 * @param {string} name
 * @param {() => Promise<Outcome>} act
 */
async function report(name, act) {
  process.stdout.write(`      ${name} …\n`);
  const start = performance.now();
  /** @type {Outcome} */
  const outcome = await act().catch((error) => ({ passed: 0, failed: 1, output: `${error instanceof Error ? error.stack : error}\n` }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts = outcome.passed + outcome.failed > 1 ? `   ${outcome.passed} passed, ${outcome.failed} failed` : '';
  process.stdout.write(`${outcome.failed === 0 ? 'ok   ' : 'FAIL '} ${name.padEnd(10)} ${seconds.padStart(6)} s${counts}\n`);
  // What a test measured is an answer too, also when it passed.
  for (const line of outcome.output.match(/^measured: .*$/gm) ?? []) process.stdout.write(`      ${line}\n`);
  if (outcome.failed > 0) process.stdout.write(`\n${outcome.output}\n`);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  failures.push(...(outcome.failures ?? []).map((failure) => `${name}: ${failure}`));
  return outcome;
}

/** @param {string} text */
function uniqueLines(text) {
  return [...new Set(text.trim().split('\n'))].map((line) => `  ${line}`).join('\n');
}
