/**
 * `npm run bench -- --rows 1000000`: builds what is missing, starts a server and measures
 * (bench/main.ts; with --usage bench/usage.ts, with --exports bench/exports.ts). BENCH_POSTGRES_URL names another server.
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
const entry = process.argv.includes('--usage') ? 'bench/usage.ts' : process.argv.includes('--seal') ? 'bench/seal.ts' : 'bench/main.ts';
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
  if (process.argv.includes('--usage')) return 'bench/usage.ts';
  return process.argv.includes('--exports') ? 'bench/exports.ts' : 'bench/main.ts';
}
