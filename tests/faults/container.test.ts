import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '@/tests/support/database';
import { freePort } from '@/tests/support/installation';

const dockerfile = readFileSync('Dockerfile', 'utf8');
let databaseUrl: string;

beforeAll(async () => {
  databaseUrl = await freshDatabase();
});

test('the start command and the health check of the image work, and SIGTERM ends it with 0', async () => {
  const port = await freePort();
  const settings = Object.fromEntries(
    [...(/^ENV (?=NODE_ENV)(.+)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  expect(settings).toMatchObject({ NODE_ENV: 'production', HOSTNAME: '0.0.0.0' });
  const env = {
    ...settings,
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    NEXTAUTH_SECRET: 'x'.repeat(64),
    NEXTAUTH_URL: 'https://tracebook.example.com',
  } as const;
  const healthcheck = () => run(commandAfter('HEALTHCHECK .* CMD'), env);
  expect(await healthcheck()).toBe(1);
  const [program = '', ...args] = commandAfter('CMD');
  const app = spawn(program, args, { env, stdio: 'ignore' });
  for (let tries = 0; tries < 150 && app.exitCode === null && (await healthcheck()) !== 0; tries += 1) await sleep(200);
  expect(await healthcheck()).toBe(0);
  app.kill('SIGTERM');
  expect(await once(app, 'exit')).toEqual([0, null]);
});

test('compose names every secret that is to be changed', () => {
  const compose = readFileSync('compose.yaml', 'utf8');
  for (const name of ['DATABASE_URL', 'NEXTAUTH_SECRET', 'NEXTAUTH_URL', 'POSTGRES_PASSWORD']) {
    expect(compose).toMatch(new RegExp(`${name}: .*CHANGEME`));
  }
  expect(compose.match(/init: true/g)).toHaveLength(2);
});

function commandAfter(instruction: string): string[] {
  return JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]');
}

async function run([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const child = spawn(program, args, { env, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  return code as number | null;
}
