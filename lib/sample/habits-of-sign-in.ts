import type { Habit } from './habits';
import type { Random } from './random';
import type { Draft } from './scene';
import { type Actor, teams } from './story';

const browsers = ['Firefox 145', 'Chrome 142', 'Edge 142', 'Safari 26'] as const;

export const signInHabits: readonly Habit[] = [
  {
    service: 'auth',
    workdays: 16,
    restDays: 1,
    hours: [6, 9],
    play: ({ random }) => [signIn(random, random.pick(Object.values(teams).flat()), { hasFailed: random.chance(0.03) })],
  },
  {
    service: 'auth',
    workdays: 40,
    restDays: 9,
    hours: [5, 19],
    play: ({ world, random }) => {
      const customer = random.pick(world.customers);
      return [{ ...signIn(random, random.pick(customer.users), { hasFailed: random.chance(0.07) }), orgId: customer.id }];
    },
  },
];

export function signIn(random: Random, actor: Actor, { hasFailed }: { hasFailed: boolean }): Draft {
  return {
    actor,
    action: 'auth.sign_in',
    subject: { type: 'user', id: actor.id, label: actor.label },
    feature: 'access',
    surface: 'sign-in',
    hasFailed,
    metadata: {
      ip: `198.51.100.${random.between(1, 254)}`,
      browser: random.pick(browsers),
      ...(hasFailed ? { errorCode: 'wrong_password' } : { method: random.pick(['password', 'sso']) }),
    },
  };
}
