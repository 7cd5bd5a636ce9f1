import { expect, test } from 'vitest';
import { allows } from './node-version.mjs';

test.each([
  ['20.19.9', false],
  ['20.20.0', true],
  ['20.20.12', true],
  ['21.9.0', false],
  ['22.21.9', false],
  ['22.22.0', true],
  ['24.1.0', true],
])('Node %s under the range of engines: %s', (version, isAllowed) => {
  expect(allows('^20.20.0 || >=22.22.0', version)).toBe(isAllowed);
});
