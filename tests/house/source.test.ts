import { describe, expect, test } from 'vitest';
import { projectFiles, textOf } from './project-files';

const source = projectFiles().filter(
  (path) => /^(app|components|lib|db|bin)\/.*\.tsx?$|^(proxy|instrumentation)[^/]*\.ts$/.test(path) && !path.includes('.test.'),
);

/** Each was the ground of published advisories; going without is the cheapest defence. */
const forbidden: readonly [what: string, pattern: RegExp][] = [
  ['Server Actions', /^\s*['"]use server['"]/m],
  ["'use cache'", /^\s*['"]use cache/m],
  ['the image optimiser', /from ['"]next\/(legacy\/)?image['"]/],
  ['next/og', /from ['"]next\/og['"]/],
  ['markup from text', /\.innerHTML\s*=|document\.write/],
  ['evaluated text', /\beval\(|new Function\(/],
  ['a cursor of the driver, which can end early without an error', /\.cursor\(/],
];

test('there is source to look at', () => {
  expect(source.length).toBeGreaterThan(30);
});

describe.each(forbidden)('the source does without %s', (_what, pattern) => {
  test('in every file', () => {
    expect(source.filter((path) => pattern.test(textOf(path)))).toEqual([]);
  });
});

/** There it is printed by ourselves, of tags and attributes from closed sets, with every text escaped (docs/decisions/0023). */
test('one place alone hands markup to React as text', () => {
  expect(source.filter((path) => /dangerouslySetInnerHTML/.test(textOf(path)))).toEqual(['components/packed/unpacked.tsx']);
});

test('nobody names a drawer', () => {
  const drawers = /(^|\/)(utils?|helpers?|common|shared|misc|types|constants|manager|service)(\.tsx?|\/)/;
  expect(source.filter((path) => drawers.test(path))).toEqual([]);
});

test('a silenced rule says why', () => {
  const silenced = source.flatMap((path) =>
    textOf(path)
      .split('\n')
      .filter((line) => /biome-ignore|@ts-(ignore|expect-error|nocheck)/.test(line))
      .map((line) => ({ path, line: line.trim() })),
  );
  expect(silenced.filter(({ line }) => !/biome-ignore(-start|-end|-all)? [\w/]+: \S+ \S+|@ts-expect-error \S+ \S+/.test(line))).toEqual([]);
});
