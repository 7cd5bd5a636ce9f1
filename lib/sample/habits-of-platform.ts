import type { Habit } from './habits';
import type { Draft, Scene } from './scene';
import { type Actor, type Flag, teams } from './story';
import { subjectOf } from './world';

const calmFlags = [
  'driver-app-dark-mode',
  'geofence-alerts',
  'self-service-cancel',
  'telematics-5s-interval',
] as const satisfies readonly Flag[];

export const platformHabits: readonly Habit[] = [
  {
    service: 'web',
    workdays: 0.5,
    restDays: 0,
    hours: [8, 15],
    play: (scene) => {
      const { world, random } = scene;
      const flag = random.pick(calmFlags);
      const percent = random.pick([0, 5, 10, 25, 50, 75, 100].filter((other) => other !== world.flags[flag]));
      return [turnFlag(scene, { actor: random.pick([...teams.product, ...teams.platform]), flag, percent })];
    },
  },
  {
    service: 'auth',
    workdays: 0.8,
    restDays: 0,
    hours: [8, 15],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const user = random.pick(customer.users);
      const [before, after] = random.pick([
        [['viewer'], ['viewer', 'dispatcher']],
        [['dispatcher'], ['dispatcher', 'billing']],
        [['viewer', 'billing'], ['viewer']],
      ]);
      return [
        {
          actor: random.pick([...customer.users, ...teams.platform]),
          action: 'role.update',
          subject: { type: 'user', id: user.id, label: user.label },
          orgId: customer.id,
          feature: 'access',
          surface: 'settings/people',
          metadata: { before: { roles: before }, after: { roles: after } },
        },
      ];
    },
  },
  {
    service: 'auth',
    workdays: 0.4,
    restDays: 0,
    hours: [8, 15],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      return [
        {
          actor: random.pick(customer.users),
          action: 'api_key.create',
          subject: { type: 'api-key', id: `key_${random.hex(8)}`, label: `${customer.name} integration` },
          orgId: customer.id,
          feature: 'api-keys',
          surface: 'settings/api-keys',
          metadata: { scopes: random.pick([['vehicles:read'], ['vehicles:read', 'drivers:read'], ['invoices:read']]), expiresInDays: 365 },
        },
      ];
    },
  },
  {
    service: 'web',
    workdays: 1,
    restDays: 0,
    hours: [8, 16],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      return [
        {
          actor: random.pick([...customer.users, ...teams.platform]),
          action: 'webhook.update',
          subject: subjectOf(customer),
          orgId: customer.id,
          feature: 'webhooks',
          surface: 'settings/webhooks',
          metadata: {
            changes: [
              { field: 'webhook.events[2]', before: 'vehicle.update', after: 'vehicle.*' },
              { field: 'webhook.retry.attempts', before: 3, after: random.between(4, 8) },
            ],
          },
        },
      ];
    },
  },
];

export function turnFlag({ world }: Scene, turn: { actor: Actor; flag: Flag; percent: number; reason?: string }): Draft {
  const before = world.flags[turn.flag];
  world.flags[turn.flag] = turn.percent;
  return {
    actor: turn.actor,
    action: 'flag.update',
    subject: { type: 'flag', id: turn.flag, label: turn.flag },
    feature: 'flags',
    surface: 'flags/detail',
    metadata: { before: { percent: before }, after: { percent: turn.percent }, ...(turn.reason ? { reason: turn.reason } : {}) },
  };
}
