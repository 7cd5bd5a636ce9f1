import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** Set by `npm test -- browser`, which unpacks a browser where none is installed. */
const executablePath =
  process.env.CHROMIUM_PATH ??
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

export default defineConfig({
  testDir: 'tests/browser',
  // Emptied before every run: what other suites have left beside it stays.
  outputDir: 'test-results/browser',
  globalSetup: './tests/support/browser-setup.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: process.env.TRACEBOOK_TEST_URL ?? 'http://127.0.0.1:3000',
    actionTimeout: 20_000,
    // A trace of every test takes a third of its time; `--trace=on` gives one by hand.
    screenshot: 'only-on-failure',
    timezoneId: 'Europe/Amsterdam',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Root may not start Chromium's own sandbox; the rest keeps it from talking to its maker.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
