import type { Habit } from './habits';
import { change } from './scene';
import { teams } from './story';
import { subjectOf } from './world';

export const supportHabits: readonly Habit[] = [
  {
    service: 'web',
    workdays: 6,
    restDays: 1,
    hours: [7, 17],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const [agent, user] = [random.pick(teams.support), random.pick(customer.users)];
      const as = { actor: agent, onBehalfOf: user.id, orgId: customer.id, feature: 'support' };
      const recipients = [...customer.notifications.breakdown, `vakt${random.between(1, 9)}@veldvik.example`].slice(-3);
      return [
        {
          ...as,
          action: 'impersonation.start',
          subject: { type: 'user', id: user.id, label: user.label },
          surface: 'customers/detail',
          metadata: { ticket: `SUP-${random.between(4100, 4999)}`, reason: 'Asked for help by telephone' },
        },
        {
          ...as,
          action: 'customer.update',
          subject: subjectOf(customer),
          surface: 'settings/notifications',
          afterMs: random.between(40_000, 200_000),
          metadata: change(customer, { notifications: { ...customer.notifications, breakdown: recipients } }),
        },
        {
          ...as,
          action: 'impersonation.end',
          subject: { type: 'user', id: user.id, label: user.label },
          surface: 'customers/detail',
          afterMs: random.between(210_000, 600_000),
        },
      ];
    },
  },
  {
    service: 'web',
    workdays: 5,
    restDays: 0,
    hours: [7, 16],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const street = `${customer.contact.address.street.replace(/ \d+$/, '')} ${random.between(1, 180)}`;
      return [
        {
          actor: random.pick([...teams.support, ...customer.users]),
          action: 'customer.update',
          subject: subjectOf(customer),
          orgId: customer.id,
          feature: 'customers',
          surface: 'customers/detail',
          metadata: change(customer, { contact: { ...customer.contact, address: { ...customer.contact.address, street } } }),
        },
      ];
    },
  },
  {
    service: 'web',
    workdays: 7,
    restDays: 1,
    hours: [7, 17],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      return [
        {
          actor: random.pick(teams.support),
          action: 'note.create',
          subject: subjectOf(customer),
          orgId: customer.id,
          feature: 'support',
          surface: 'customers/notes',
          metadata: { about: random.pick(['breakdown', 'invoice', 'new driver', 'return of a van', 'damage report']) },
        },
      ];
    },
  },
  {
    service: 'web',
    workdays: 1.4,
    restDays: 0.2,
    hours: [8, 16],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      return [
        {
          actor: random.pick([...customer.users, ...teams.product]),
          action: 'report.export',
          subject: { type: 'report', id: random.pick(['fuel', 'mileage', 'damage', 'co2']), label: 'Monthly report' },
          orgId: customer.id,
          feature: 'reports',
          surface: 'reports/list',
          hasFailed: random.chance(0.1),
          metadata: { format: random.pick(['csv', 'xlsx', 'pdf']), rows: random.between(40, 9000) },
        },
      ];
    },
  },
];
