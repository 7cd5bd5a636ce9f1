import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const globalSetup = ['tests/support/global-setup.ts'];

/** Rooms open with `server-only`, which throws everywhere but under this condition; a global set-up needs it said by name. */
const resolveAsServer = {
  resolve: { tsconfigPaths: true, alias: { 'server-only': resolve('node_modules/server-only/empty.js') } },
  ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
};

/** What waits for servers, where two suites may share two cores. */
const patient = { expect: { poll: { timeout: 20_000 } }, testTimeout: 60_000, hookTimeout: 60_000, globalSetup };

export default defineConfig({
  test: {
    // Many tests wait for a server or a deadline: two files beside each other, also where Vitest would leave a core free.
    maxWorkers: 2,
    projects: [
      {
        ...resolveAsServer,
        test: {
          name: 'unit',
          include: ['{lib,components,db,bin,scripts,app}/**/*.test.{ts,tsx}', 'tests/{house,evidence}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      { ...resolveAsServer, test: { ...patient, name: 'database', include: ['tests/db/**/*.test.ts'] } },
      // Only by `npm run test:hogql`, which brings a ClickHouse.
      { ...resolveAsServer, test: { name: 'hogql', include: ['tests/hogql/**/*.test.ts'] } },
      { ...resolveAsServer, test: { ...patient, name: 'api', include: ['tests/{api,security}/**/*.test.ts'] } },
      { ...resolveAsServer, test: { ...patient, name: 'faults', include: ['tests/faults/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
