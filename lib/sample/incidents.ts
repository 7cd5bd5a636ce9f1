import { type Day, momentOf, workdayOf } from './calendar';
import { issueInvoice } from './habits-of-billing';
import { turnFlag } from './habits-of-platform';
import { signIn } from './habits-of-sign-in';
import { type Act, change, type Draft, type Scene } from './scene';
import { type Actor, incidents, machines, type Plan, plans } from './story';
import { subjectOf, vehicleSubject } from './world';

/** What went wrong in the month, and how it was put right. */
export function actsOfIncidents(month: readonly Day[]): Act[] {
  return [...wrongPrices(month), ...leakedKey(month), ...routerFlag(month), ...guessedPassword(month)];
}

function wrongPrices(month: readonly Day[]): Act[] {
  const it = incidents.wrongPrices;
  const day = workdayOf(month, it.workdaysAgo);
  const wronglyBilled: string[] = [];
  return [
    {
      us: momentOf(day, it.changedAt),
      service: 'billing',
      requestId: it.changedIn,
      play: (scene) => priceAll(scene, { plan: it.plan, euro: it.wrongPrice, actor: it.changedBy, reason: it.reason }),
    },
    {
      us: momentOf(day, it.complaintsFrom),
      service: 'billing',
      play: (scene) => {
        const billed = scene.world.customers.filter(({ plan }) => plan === it.plan).slice(0, 7);
        const drafts = billed.map((customer, index) => ({
          ...issueInvoice(scene, customer, machines.invoiceRun),
          afterMs: index * 240_000,
        }));
        wronglyBilled.push(...drafts.map(({ subject }) => subject?.id ?? ''));
        return drafts;
      },
    },
    {
      us: momentOf(day, it.undoneAt),
      service: 'billing',
      requestId: it.undoneIn,
      play: (scene) => [
        ...priceAll(scene, { plan: it.plan, euro: plans[it.plan], actor: it.undoneBy, reason: it.undoneBecause }),
        ...wronglyBilled.map((id) => ({
          actor: it.undoneBy,
          action: 'invoice.void',
          subject: { type: 'invoice', id, label: id },
          feature: 'billing',
          surface: 'invoices/bulk',
          metadata: { reason: it.undoneBecause },
        })),
      ],
    },
  ];
}

function priceAll({ world }: Scene, { plan, euro, actor, reason }: { plan: Plan; euro: number; actor: Actor; reason: string }): Draft[] {
  return world.customers
    .filter((customer) => customer.plan === plan)
    .map((customer) => ({
      actor,
      action: 'price.update',
      subject: subjectOf(customer),
      orgId: customer.id,
      feature: 'pricing',
      surface: 'prices/bulk',
      metadata: { plan, ...change(customer, { monthlyEuro: euro }), reason },
    }));
}

function leakedKey(month: readonly Day[]): Act[] {
  const it = incidents.leakedKey;
  const day = workdayOf(month, it.workdaysAgo);
  const key = { type: 'api-key', id: it.keyId, label: machines.partner.label };
  const handled = { actor: it.handledBy, subject: key, feature: 'api-keys', surface: 'settings/api-keys' };
  const tries = (from: string, often: number, errorCode: string): Act => ({
    us: momentOf(day, from),
    service: 'fleet-api',
    play: ({ world, random }) =>
      Array.from({ length: often }, (_, index) => ({
        actor: machines.partner,
        action: 'driver.export',
        subject: subjectOf(random.pick(world.customers)),
        feature: 'drivers',
        hasFailed: true,
        afterMs: index * random.between(9_000, 14_000),
        metadata: { errorCode, ip: `203.0.113.${random.between(1, 254)}`, userAgent: 'python-requests/2.32' },
      })),
  });
  return [
    tries(it.triedFrom, 14, 'scope_missing'),
    {
      us: momentOf(day, it.reportedAt),
      service: 'web',
      play: () => [{ ...handled, action: 'finding.create', metadata: { severity: 'critical', reason: it.reason } }],
    },
    {
      us: momentOf(day, it.revokedAt),
      service: 'auth',
      requestId: it.revokedIn,
      play: () => [
        {
          ...handled,
          action: 'api_key.revoke',
          metadata: { before: { status: 'active' }, after: { status: 'revoked' }, reason: it.reason },
        },
      ],
    },
    tries(it.triedAgainFrom, 9, 'key_revoked'),
    {
      us: momentOf(day, it.replacedAt),
      service: 'auth',
      play: () => [
        {
          ...handled,
          action: 'api_key.rotate',
          metadata: {
            before: { status: 'revoked', scopes: ['vehicles:read', 'drivers:read', 'drivers:write'], addresses: [] },
            after: { status: 'active', scopes: ['vehicles:read', 'drivers:read'], addresses: ['192.0.2.16/28'] },
            reason: it.reason,
          },
        },
      ],
    },
  ];
}

function routerFlag(month: readonly Day[]): Act[] {
  const it = incidents.routerFlag;
  const day = workdayOf(month, it.workdaysAgo);
  return [
    {
      us: momentOf(day, it.raisedAt),
      service: 'web',
      requestId: it.raisedIn,
      play: (scene) => [turnFlag(scene, { actor: it.raisedBy, flag: it.flag, percent: 100, reason: it.reason })],
    },
    // The copilot tries again and again where people would have stopped.
    ...Array.from({ length: 40 }, (_, index) => stubbornRound(momentOf(day, it.raisedAt) + (index + 1) * 180_000_000)),
    {
      us: momentOf(day, it.loweredAt),
      service: 'web',
      requestId: it.loweredIn,
      play: (scene) => [turnFlag(scene, { actor: it.loweredBy, flag: it.flag, percent: 10, reason: it.loweredBecause })],
    },
  ];
}

function stubbornRound(us: number): Act {
  return {
    us,
    service: 'dispatch',
    play: ({ world, random }) => {
      const customer = random.pick(world.customers.filter(({ country }) => country === 'NO'));
      const [vehicle, route] = [random.pick(customer.vehicles), random.pick(customer.routes)];
      return [
        {
          actor: machines.copilot,
          onBehalfOf: random.pick(customer.users).id,
          action: 'dispatch.assign',
          subject: vehicleSubject(vehicle),
          orgId: customer.id,
          feature: 'dispatch',
          surface: 'dispatch/copilot',
          hasFailed: world.flags[incidents.routerFlag.flag] === 100,
          metadata: { route: route.id, stops: route.stops.length, errorCode: 'no_path', router: 'v2' },
        },
      ];
    },
  };
}

function guessedPassword(month: readonly Day[]): Act[] {
  const it = incidents.guessedPassword;
  const day = workdayOf(month, it.workdaysAgo);
  const account = { type: 'user', id: it.account.id, label: it.account.label };
  const start = momentOf(day, it.startedAt);
  const guesses = Array.from({ length: it.attempts }, (_, index) => ({
    us: start + index * 21_700_000,
    service: 'auth' as const,
    play: ({ random }: Scene) => [signIn(random, it.account, { hasFailed: true })],
  }));
  return [
    ...guesses,
    {
      us: start + it.attempts * 21_700_000,
      service: 'auth',
      requestId: it.lockedIn,
      play: () => [
        {
          actor: machines.lockout,
          action: 'auth.lock',
          subject: account,
          feature: 'access',
          metadata: {
            before: { status: 'active' },
            after: { status: 'locked' },
            reason: `${it.attempts} wrong passwords in a quarter of an hour`,
          },
        },
      ],
    },
    {
      us: momentOf(day, it.unlockedAt),
      service: 'auth',
      play: () => [
        {
          actor: it.unlockedBy,
          action: 'auth.unlock',
          subject: account,
          feature: 'access',
          surface: 'settings/people',
          metadata: { before: { status: 'locked' }, after: { status: 'active' }, reason: it.reason },
        },
      ],
    },
  ];
}
