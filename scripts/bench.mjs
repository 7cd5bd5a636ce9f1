/**
 * `npm run bench -- --rows 1000000`: builds what is missing, starts a server and measures
 * (bench/main.ts; --usage, --seal and --exports choose bench/usage.ts, bench/seal.ts and bench/exports.ts). BENCH_POSTGRES_URL names
 * another server.
 */
import { spawn } from 'node:child_process';
import { build, isBuilt } from './build.mjs';
import { root } from './root.mjs';
import { startTestPostgres } from './test-postgres.mjs';

if (!isBuilt()) {
  const { code, output } = await build();
  if (code !== 0) {
    process.stderr.write(output);
    process.exit(1);
  }
}
const given = process.env.BENCH_POSTGRES_URL;
const postgres = given ? { url: given, stop: async () => undefined } : await startTestPostgres();
const file = `${root}/node_modules/.cache/bench.mjs`;
const esbuild = await import('esbuild');
await esbuild.build({
  absWorkingDir: root,
  entryPoints: [entryPoint()],
  outfile: file,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const child = spawn(process.execPath, [file, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, TEST_POSTGRES_URL: postgres.url },
  stdio: 'inherit',
});
child.once('exit', async (code) => {
  await postgres.stop();
  process.exit(code ?? 1);
});

function entryPoint() {
  const chosen = ['usage', 'seal', 'exports'].find((name) => process.argv.includes(`--${name}`));
  return `bench/${chosen ?? 'main'}.ts`;
}
