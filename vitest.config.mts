import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  ssr: { resolve: { conditions: ['react-server', 'node', 'import', 'default'] } },
  test: {
    include: ['{lib,components,db,bin,scripts,app}/**/*.test.{ts,tsx}', 'tests/{unit,house}/**/*.test.ts', 'tests/db/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
