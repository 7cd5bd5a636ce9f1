import { expect, it } from 'vitest';
import { featureAt } from './feature-at';

it.each([
  ['/', 'today'],
  ['/audit', 'audit'],
  ['/audit/subject', 'audit'],
  ['/issues/issue', 'issues'],
  ['/settings/projects', 'settings'],
  ['/sign-in', null],
  ['/toString', null],
])('%s is a screen of %s', (path, feature) => {
  expect(featureAt(path)).toBe(feature);
});
