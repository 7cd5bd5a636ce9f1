import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from './root.mjs';

/**
 * A server for tests that run where our rooms cannot be imported (Playwright reads TypeScript in its own way). It lives in a
 * process of its own that ends when its standard input does: so it never outlives the one that asked for it.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startTestPostgres() {
  const file = `${root}/node_modules/.cache/test-postgres.mjs`;
  await bundle(file);
  const child = spawn(process.execPath, [file], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([new Promise((told) => lines.once('line', told)), ended.then(() => null)]);
  if (typeof url !== 'string') throw new Error('The Postgres for the tests did not start.');
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** @param {string} file */
async function bundle(file) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    stdin: {
      resolveDir: root,
      loader: 'ts',
      contents: `
        import { startThrowAwayPostgres } from '@/lib/embedded-postgres';
        const server = await startThrowAwayPostgres();
        process.stdin.resume().once('end', server.stop);
        console.log(server.url);`,
    },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { 'server-only': `${root}/node_modules/server-only/empty.js` },
    logLevel: 'error',
  });
}
