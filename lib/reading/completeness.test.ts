import { expect, test } from 'vitest';
import { completenessOf } from './completeness';
import type { Reading } from './reading';

const reading = (source: Reading['source'], verdict: Reading['verdict'], rest: Partial<Reading> = {}): Reading => ({
  source,
  verdict,
  count: null,
  caveats: [],
  why: null,
  since: null,
  ...rest,
});
const truncated = { caveats: [{ kind: 'truncated' as const, why: 'only the first 5,000 are shown' }] };

test.each([
  [[reading('audit', 'found'), reading('logs', 'none')], true, 'Complete for audit and logs.'],
  [
    [reading('audit', 'found'), reading('logs', 'found'), reading('issues', 'not-configured'), reading('usage', 'not-configured')],
    true,
    'Complete for audit and logs; issues and usage are not configured.',
  ],
  [[reading('audit', 'none'), reading('usage', 'not-recorded')], true, 'Complete for audit; usage does not carry this kind of ID.'],
  [
    [reading('audit', 'found'), reading('logs', 'unavailable', { why: 'it gave no answer in time' })],
    false,
    'Not complete: logs (it gave no answer in time).',
  ],
  [[reading('audit', 'found'), reading('logs', 'found', truncated)], false, 'Not complete: logs (only the first 5,000 are shown).'],
  [[reading('audit', 'found'), reading('logs', 'beyond-retention')], false, 'Not complete: logs (beyond retention).'],
  [[reading('logs', 'not-configured')], false, 'No source could be asked; logs is not configured.'],
] as const)('%#', (readings, isComplete, words) => {
  expect(completenessOf(readings)).toEqual({ isComplete, words });
});

test('no trouble of a source ever passes for a whole answer', () => {
  for (const verdict of ['not-sampled', 'beyond-retention', 'lagging', 'unavailable'] as const) {
    expect(completenessOf([reading('audit', 'found'), reading('logs', verdict)]).isComplete).toBe(false);
  }
});

test('as long as a source is asked nothing is complete, and it is said which', () => {
  expect(completenessOf([reading('audit', 'found'), reading('usage', 'not-configured')], ['logs', 'issues'])).toEqual({
    isComplete: false,
    words: 'Still asking logs and issues; usage is not configured.',
  });
});
