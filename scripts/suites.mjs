import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { root } from './root.mjs';
import { run } from './run.mjs';
import { startTestPostgres } from './test-postgres.mjs';

/**
 * @typedef {{ passed: number, failed: number, output: string, failures?: string[] }} Outcome `failures` names what failed, a line each
 * @typedef {object} Suite
 * @property {string} name
 * @property {'first' | 'second' | 'last'} lane suites of a lane run in turn, the first two lanes beside each other
 * @property {'build' | 'browser'} [needs] the built app, and for `browser` one to look at it
 * @property {boolean} [onlyByName]
 * @property {(env: Record<string, string>) => Promise<Outcome>} run
 */

/**
 * Everything that `npm test` runs. While the second lane waits for the build, the first does what needs none; what kills
 * and measures runs when nothing else does.
 *
 * @type {readonly Suite[]}
 */
export const suites = [
  { name: 'lint', lane: 'first', run: () => check('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) },
  { name: 'dead-code', lane: 'first', run: () => check('knip/bin/knip.js', []) },
  { name: 'unit', lane: 'first', run: () => vitest('unit') },
  { name: 'database', lane: 'first', run: () => vitest('database') },
  { name: 'types', lane: 'second', needs: 'build', run: () => check('typescript/bin/tsc', ['--noEmit', '--incremental', 'false']) },
  { name: 'browser', lane: 'second', needs: 'browser', run: playwright },
  { name: 'api', lane: 'second', needs: 'build', run: () => vitest('api') },
  { name: 'faults', lane: 'last', needs: 'build', run: () => vitest('faults') },
  { name: 'faults-all', lane: 'last', needs: 'build', onlyByName: true, run: everyFault },
];

/**
 * A tool that only says yes or no counts as one.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Outcome>}
 */
async function check(program, args) {
  const { code, output } = await run(process.execPath, [`${root}/node_modules/${program}`, ...args]);
  return code === 0 ? { passed: 1, failed: 0, output } : { passed: 0, failed: 1, output };
}

/**
 * All faults, and what is tried besides in a slice only: whole, with as many rounds as the goals say.
 *
 * @returns {Promise<Outcome>}
 */
async function everyFault() {
  const whole = ['tests/db', 'tests/evidence'].flatMap((folder) =>
    readdirSync(`${root}/${folder}`)
      .filter((name) => name.endsWith('.test.ts') && readFileSync(`${root}/${folder}/${name}`, 'utf8').includes('TRACEBOOK_FAULTS'))
      .map((name) => `${folder}/${name}`),
  );
  return vitest('faults', { env: { TRACEBOOK_FAULTS: 'all' }, besides: ['database', 'unit'], files: ['tests/faults/', ...whole] });
}

/**
 * @param {string} project
 * @param {{ env?: Record<string, string>, besides?: readonly string[], files?: readonly string[] }} [options] other projects, and of all of them these files alone
 * @returns {Promise<Outcome>}
 */
async function vitest(project, { env = {}, besides = [], files = [] } = {}) {
  const report = `test-results/${project}.json`;
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const projects = [project, ...besides].flatMap((name) => ['--project', name]);
  return counted(report, 'vitest/vitest.mjs', ['run', ...projects, ...reporters, ...files], env, (found) => ({
    passed: found.numPassedTests,
    failed: found.numFailedTests,
    failures: found.testResults.flatMap(failuresOfVitest),
  }));
}

/**
 * @param {Record<string, string>} env
 * @returns {Promise<Outcome>}
 */
async function playwright(env) {
  const report = 'test-results/browser.json';
  const postgres = await startTestPostgres();
  const given = { ...env, TEST_POSTGRES_URL: postgres.url, PLAYWRIGHT_JSON_OUTPUT_FILE: `${root}/${report}` };
  /** @param {any} found */
  const count = ({ stats, suites }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    failures: suites.flatMap(failuresOfPlaywright),
  });
  return counted(report, '@playwright/test/cli.js', ['test', '--reporter=dot,json'], given, count).finally(postgres.stop);
}

/**
 * Counts from the report that a run leaves. A run that fails without a failed test (a file that cannot be read, a set-up
 * that breaks) or leaves no report is one failure: it must not pass for silence.
 *
 * @param {string} report
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @param {(found: any) => { passed: number, failed: number, failures: string[] }} counts
 * @returns {Promise<Outcome>}
 */
async function counted(report, program, args, env, counts) {
  rmSync(`${root}/${report}`, { force: true });
  const { code, output } = await run(process.execPath, [`${root}/node_modules/${program}`, ...args], { env: { ...env, NO_COLOR: '1' } });
  try {
    const { passed, failed, failures } = counts(JSON.parse(readFileSync(`${root}/${report}`, 'utf8')));
    return { passed, failed: code === 0 ? failed : Math.max(failed, 1), output, failures };
  } catch {
    return { passed: 0, failed: 1, output: `${output}\nIt left no report.\n` };
  }
}

/**
 * @param {any} file
 * @returns {string[]}
 */
function failuresOfVitest({ name, message, assertionResults }) {
  const failed = assertionResults.filter((/** @type {any} */ { status }) => status === 'failed');
  const path = name.replace(`${root}/`, '');
  if (failed.length === 0 && message) return [failure(path, message)];
  return failed.map((/** @type {any} */ { fullName, failureMessages }) => failure(`${path} › ${fullName}`, failureMessages[0] ?? ''));
}

/**
 * @param {any} suite
 * @returns {string[]}
 */
function failuresOfPlaywright({ file, specs, suites = [] }) {
  const failed = specs.filter((/** @type {any} */ { ok }) => !ok);
  const own = failed.map((/** @type {any} */ { title, tests }) =>
    failure(`${file} › ${title}`, tests.at(-1)?.results.at(-1)?.error?.message ?? ''),
  );
  return [...own, ...suites.flatMap(failuresOfPlaywright)];
}

/**
 * @param {string} what
 * @param {string} why
 */
function failure(what, why) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
  const [first = ''] = why.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  return `${what}: ${first.slice(0, 300)}`;
}
