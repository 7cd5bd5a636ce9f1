import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type App, type Role, startApp } from './app';
import { stateFile } from './browser';

/** One app for all browser tests, on a database of its own that holds the sample, with a signed-in person of each role. */
export default async function setup(): Promise<() => Promise<void>> {
  const app = await startApp();
  process.env.TRACEBOOK_TEST_URL = app.baseUrl;
  loadSample(app);
  for (const role of ['support', 'product', 'compliance', 'admin'] as const) await keepSignedIn(app, role);
  return app.stop;
}

function loadSample({ databaseUrl, baseUrl }: App): void {
  const env = { ...process.env, DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: 'x'.repeat(32), NEXTAUTH_URL: baseUrl };
  execFileSync(process.execPath, ['bin/tracebook.mjs', 'sample', 'load'], { env, stdio: 'pipe' });
}

async function keepSignedIn(app: App, role: Role): Promise<void> {
  const { cookie } = await app.makeUser(role);
  const [name = '', value = ''] = cookie.split('=', 2);
  mkdirSync('test-results/state', { recursive: true });
  const kept = { name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' };
  writeFileSync(stateFile(role), JSON.stringify({ cookies: [kept], origins: [] }));
}
