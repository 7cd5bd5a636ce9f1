import { type ReportedUse, readRecords } from '@/lib/product-events';
import { addMicros, addSeconds, type Instant } from '@/lib/time';
import type { SampleAction } from './happening';
import { type Random, randomFrom } from './random';

/** Whose product events these are: the services know who is signed in where, so that they are believed. */
export const sampleUseSource = 'sample/web';

const seed = 20_261_125;

/**
 * What the browsers of the story told while people did what its actions say: that a screen was opened, and that something was done on it,
 * under the same request. Some only look. One feature was used for the last time long ago, and one for the first time this week.
 */
export function sampleUses(actions: readonly SampleAction[], now: Instant): readonly ReportedUse[] {
  const random = randomFrom(seed);
  const people = actions.filter(({ input }) => input.actor_type === 'staff' || input.actor_type === 'customer-user');
  const texts = people.flatMap((action) => toldOf(action, random)).map((event) => JSON.stringify(event));
  const { uses } = readRecords(texts, { receivedAt: now, allowed: [], pseudonymOf: (id) => id, trustsOldTimes: true });
  return uses.flatMap(({ use }) => (wasThere(use.feature, { time: use.time, now }) ? [use] : []));
}

function toldOf({ input }: SampleAction, random: Random): readonly object[] {
  const { created_at: time, surface, feature, request_id: request } = input;
  if (!time || !surface || !feature || feature === 'access') return [];
  const session = `s_${(request ?? '').slice(4)}`;
  const [subject = 'thing', verb = 'used'] = input.action.split(/[.:]/);
  const person = { distinct_id: input.on_behalf_of ?? input.actor_id, ...browser };
  const at = (micros: number) => addMicros(time, micros) ?? time;
  const tagged = { feature, surface, org_id: input.org_id, $session_id: session, ...browser };
  const opened = {
    ...person,
    uuid: random.hex(32),
    event: `opened ${feature.replaceAll('_', ' ')}`,
    timestamp: at(-random.between(3, 90) * 1_000_000),
    properties: tagged,
  };
  const done = {
    ...person,
    uuid: random.hex(32),
    event: `${subject} ${verb}`.replaceAll('_', ' '),
    timestamp: at(-random.between(260_000, 600_000)),
    properties: { ...tagged, request_id: request },
  };
  const also = random.chance(0.12)
    ? [lookedAt(random.pick(alsoLookedAt), { person, session, org: input.org_id ?? null, time, random })]
    : [];
  return [...(random.chance(0.4) ? [opened] : []), done, ...also];
}

const browser = {
  $raw_user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36',
};

/** Screens on which nothing is changed, so that no action knows of them; the last one was never tagged. */
const alsoLookedAt = [
  { feature: 'route_replay', surface: 'routes/replay', event: 'played route' },
  { feature: 'route_replay', surface: 'routes/replay', event: 'played route' },
  { feature: 'fuel_card_import', surface: 'fuel/import', event: 'opened fuel card import' },
  { feature: 'heat_map', surface: 'dispatch/heat-map', event: 'opened heat map' },
  { feature: null, surface: null, event: 'help opened' },
] as const;

interface Looking {
  readonly person: object;
  readonly session: string;
  readonly org: string | null;
  readonly time: Instant;
  readonly random: Random;
}

function lookedAt({ feature, surface, event }: (typeof alsoLookedAt)[number], { person, session, org, time, random }: Looking): object {
  return {
    ...person,
    uuid: random.hex(32),
    event,
    timestamp: addSeconds(time, random.between(5, 300)) ?? time,
    properties: { ...(feature === null ? {} : { feature, surface }), org_id: org, $session_id: session, ...browser },
  };
}

/** Whether a feature was there at that moment: one was given up in the first week of the month, another came in the last. */
function wasThere(feature: string | null, { time, now }: { time: Instant; now: Instant }): boolean {
  const daysAgo = (days: number) => addSeconds(now, -days * 86_400) ?? now;
  if (feature === 'fuel_card_import') return time < daysAgo(24);
  return feature !== 'heat_map' || time > daysAgo(6);
}
