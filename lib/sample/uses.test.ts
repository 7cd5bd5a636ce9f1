import { expect, test } from 'vitest';
import { sampleMonth } from './month';
import { sampleUses } from './uses';

const now = '2026-11-23T09:00:00.000000Z';
const month = sampleMonth(now);
const uses = sampleUses(month, now);

test('product events are those of what people did, under the same requests and organisations, the same on every machine', () => {
  expect(uses.length).toBeGreaterThan(1_000);
  expect(uses).toEqual(sampleUses(month, now));
  const done = new Set(month.map(({ input }) => JSON.stringify([input.request_id, input.feature, input.org_id])));
  for (const { requestId, feature, orgId, flags } of uses) {
    if (requestId !== null) expect(done).toContain(JSON.stringify([requestId, feature, orgId]));
    expect(flags).toEqual([]);
  }
  expect(new Set(uses.map(({ eventId }) => eventId)).size).toBe(uses.length);
});
