import type { Habit } from './habits';
import type { Draft, Scene } from './scene';
import { type Actor, teams } from './story';
import type { Customer } from './world';

export const billingHabits: readonly Habit[] = [
  {
    service: 'billing',
    workdays: 9,
    restDays: 0,
    hours: [7, 16],
    play: (scene) => [issueInvoice(scene, scene.random.pick(scene.world.customers), scene.random.pick(teams.billing))],
  },
  {
    service: 'billing',
    workdays: 14,
    restDays: 3,
    hours: [4, 20],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      const hasFailed = random.chance(0.06);
      return [
        {
          actor: random.pick(customer.users),
          action: 'payment.receive',
          subject: { type: 'invoice', id: `inv_${world.nextInvoice - random.between(1, 60)}`, label: customer.name },
          orgId: customer.id,
          feature: 'billing',
          surface: 'invoices/pay',
          hasFailed,
          metadata: {
            amount: customer.monthlyEuro * customer.vehicles.length,
            currency: 'EUR',
            method: random.pick(['ideal', 'vipps', 'sepa', 'card']),
            ...(hasFailed ? { errorCode: 'declined_by_bank' } : {}),
          },
        },
      ];
    },
  },
  {
    service: 'billing',
    workdays: 0.6,
    restDays: 0,
    hours: [8, 15],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      return [
        {
          actor: random.pick(teams.billing),
          action: 'invoice.credit',
          subject: { type: 'invoice', id: `inv_${world.nextInvoice - random.between(1, 200)}`, label: customer.name },
          orgId: customer.id,
          feature: 'billing',
          surface: 'invoices/detail',
          metadata: {
            amount: random.between(20, 300),
            currency: 'EUR',
            reason: random.pick(['Van returned early', 'Goodwill', 'Billed twice']),
          },
        },
      ];
    },
  },
];

/** The amount follows from the price of the moment: while prices are wrong, so are invoices. */
export function issueInvoice({ world }: Scene, customer: Customer, actor: Actor): Draft {
  world.nextInvoice += 1;
  const net = Math.round(customer.monthlyEuro * customer.vehicles.length * 100) / 100;
  const rate = customer.country === 'NL' ? 0.21 : 0.25;
  return {
    actor,
    action: 'invoice.issue',
    subject: { type: 'invoice', id: `inv_${world.nextInvoice}`, label: customer.name },
    orgId: customer.id,
    feature: 'billing',
    surface: 'invoices/new',
    metadata: {
      lines: [{ plan: customer.plan, vans: customer.vehicles.length, each: customer.monthlyEuro }],
      net,
      taxRate: rate,
      currency: 'EUR',
    },
  };
}
