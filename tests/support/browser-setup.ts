import { mkdirSync, writeFileSync } from 'node:fs';
import { type App, type Role, startApp } from './app';
import { stateFile } from './browser';

/** One app for all browser tests, on a database of its own, with a signed-in person of each role. */
export default async function setup(): Promise<() => Promise<void>> {
  const app = await startApp();
  process.env.TRACEBOOK_TEST_URL = app.baseUrl;
  for (const role of ['support', 'product', 'compliance', 'admin'] as const) await keepSignedIn(app, role);
  return app.stop;
}

async function keepSignedIn(app: App, role: Role): Promise<void> {
  const { cookie } = await app.makeUser(role);
  const [name = '', value = ''] = cookie.split('=', 2);
  mkdirSync('test-results/state', { recursive: true });
  const kept = { name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' };
  writeFileSync(stateFile(role), JSON.stringify({ cookies: [kept], origins: [] }));
}
