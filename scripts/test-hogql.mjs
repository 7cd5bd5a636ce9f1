/**
 * `npm run test:hogql`: every text of HogQL that PostHog is asked, run on a real ClickHouse. No part of `npm test`: ClickHouse comes from
 * npm as `chdb`, some 550 MB, into a folder of its own that is removed again, or stays where TRACEBOOK_CHDB names it.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { root } from './root.mjs';
import { run } from './run.mjs';

const version = '3.4.0';
const named = process.env.TRACEBOOK_CHDB;
const folder = named ?? mkdtempSync(`${tmpdir()}/tracebook-chdb-`);

try {
  if (!existsSync(`${folder}/node_modules/chdb`)) {
    process.stdout.write(`installing chdb ${version}\n`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/package.json`, '{"private":true}\n');
    const { code, output } = await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `chdb@${version}`]);
    if (code !== 0) throw new Error(output);
  }
  const args = [`${root}/node_modules/vitest/vitest.mjs`, 'run', '--project', 'hogql'];
  const { code, output } = await run(process.execPath, args, { env: { ...process.env, TRACEBOOK_CHDB: folder } });
  process.stdout.write(output);
  process.exitCode = code;
} finally {
  if (named === undefined) rmSync(folder, { recursive: true, force: true });
}
