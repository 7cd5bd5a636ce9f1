import type { Day } from './calendar';
import { billingHabits } from './habits-of-billing';
import { dispatchHabits } from './habits-of-dispatch';
import { fleetHabits } from './habits-of-fleet';
import { nightHabits } from './habits-of-night';
import { platformHabits } from './habits-of-platform';
import { signInHabits } from './habits-of-sign-in';
import { supportHabits } from './habits-of-support';
import type { Random } from './random';
import type { Act, Draft, Scene } from './scene';
import type { Service } from './story';

/** Something that is done again and again. */
export interface Habit {
  readonly service: Service;
  /** How often on a working day; a fraction is a chance. */
  readonly workdays: number;
  readonly restDays: number;
  /** Between which hours, in UTC. */
  readonly hours: readonly [from: number, to: number];
  readonly play: (scene: Scene) => readonly Draft[];
}

const habits: readonly Habit[] = [
  ...signInHabits,
  ...dispatchHabits,
  ...fleetHabits,
  ...billingHabits,
  ...supportHabits,
  ...platformHabits,
  ...nightHabits,
];

/** What is done on a day without anything special about it. */
export function actsOfDay(day: Day, random: Random): Act[] {
  return habits.flatMap((habit) => {
    const often = day.isWorkday ? habit.workdays : habit.restDays;
    const times = Math.floor(often) + (random.chance(often % 1) ? 1 : 0);
    return Array.from({ length: times }, () => ({ us: momentIn(habit.hours, day, random), service: habit.service, play: habit.play }));
  });
}

function momentIn([from, to]: Habit['hours'], day: Day, random: Random): number {
  return (day.startMs + random.between(from * 3_600_000, to * 3_600_000)) * 1000 + random.between(0, 999);
}
