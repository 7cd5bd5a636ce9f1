import { type ActionInput, recordActions } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { appendEvents } from '@/lib/issues';
import { appendLines } from '@/lib/logs';
import { addSeconds, type Instant } from '@/lib/time';
import { appendUses } from '@/lib/usage';
import { assertMay, type Viewer } from '@/lib/viewer';
import { dropRows } from './drop-rows';
import { type SampleError, sampleErrors } from './errors';
import { sampleLines } from './lines';
import { sampleMonth } from './month';
import { rememberSample, sampleState } from './state';
import { sampleUseSource, sampleUses } from './uses';

const batchSize = 1_000;
const daysOfLines = 10;

/**
 * Loads the month that ends on the day before `now`, unless it is there. What an interrupted loading left behind goes first,
 * so that two months never mix.
 *
 * @returns how many actions were loaded: 0 when the sample was there already
 * @throws {AppError} `not-permitted`; `conflict` after it was removed, for it does not come back
 */
export async function loadSample(viewer: Viewer, now: Instant): Promise<number> {
  assertMay(viewer, 'settings:manage');
  const state = await sampleState();
  if (state === 'removed') throw new AppError('conflict', 'The sample was removed from this database, and does not come back.');
  if (state === 'loaded') return 0;
  await dropRows();
  const month = sampleMonth(now);
  const sources = [...new Set(month.map(({ source }) => source))];
  for (const source of sources) {
    const inputs = month.filter((action) => action.source === source).map(({ input }) => input);
    for (const batch of batchesOf(inputs)) await recordAll(viewer, batch, { now, source });
  }
  const lines = sampleLines(month, { since: addSeconds(now, -daysOfLines * 86_400) ?? now });
  for (const source of new Set(lines.map((line) => line.source))) {
    const ofSource = lines.flatMap((one) => (one.source === source ? [one.line] : []));
    for (const batch of batchesOf(ofSource)) await appendLines(viewer, batch, { source, purpose: 'system' });
  }
  await reportAll(viewer, sampleErrors(month, now));
  for (const batch of batchesOf(sampleUses(month, now))) {
    await appendUses(viewer, batch, { source: sampleUseSource, trust: 'server', purpose: 'system' });
  }
  await rememberSample('loaded');
  return month.length;
}

async function recordAll(viewer: Viewer, batch: readonly ActionInput[], { now, source }: { now: Instant; source: string }): Promise<void> {
  const results = await recordActions(viewer, batch, { now, source, purpose: 'system' });
  const bad = results.find(({ result }) => result !== 'created');
  if (bad) throw new Error(`An action of the sample was not created but ${bad.result}: ${bad.event_id}`);
}

async function reportAll(viewer: Viewer, errors: readonly SampleError[]): Promise<void> {
  const places = new Map(errors.map(({ project, trust }) => [`${project} ${trust}`, { project, trust }]));
  for (const place of places.values()) {
    const own = errors.filter(({ project, trust }) => project === place.project && trust === place.trust).map(({ error }) => error);
    for (const batch of batchesOf(own)) await appendEvents(viewer, batch, { ...place, purpose: 'system' });
  }
}

function batchesOf<T>(inputs: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(inputs.length / batchSize) }, (_, index) =>
    inputs.slice(index * batchSize, (index + 1) * batchSize),
  );
}
