import { monthBefore } from './calendar';
import { actsOfDay } from './habits';
import { actionFrom, type SampleAction } from './happening';
import { actsOfIncidents } from './incidents';
import { randomFrom } from './random';
import { playAct } from './scene';
import { newWorld } from './world';

/** Any number. Another one tells the same incidents among other everyday work. */
const seed = 20_261_122;

/**
 * Every action of the sample's month, oldest first. The month ends on the day before `now`, so that an installation opens
 * on fresh data; the same day gives the same actions to the last byte.
 */
export function sampleMonth(now: string): SampleAction[] {
  const random = randomFrom(seed);
  const scene = { world: newWorld(random), random };
  const month = monthBefore(now);
  const acts = [...month.flatMap((day) => actsOfDay(day, random)), ...actsOfIncidents(month)].sort((a, b) => a.us - b.us);
  return acts
    .flatMap((act) => playAct(act, scene))
    .sort((a, b) => a.us - b.us)
    .map(actionFrom);
}
