import { type Happening, type Request, requestFrom } from './happening';
import type { Random } from './random';
import type { Service } from './story';
import type { World } from './world';

/** What an act finds when it begins: the state that everything before it left behind. */
export interface Scene {
  readonly world: World;
  readonly random: Random;
}

/** A happening before its time is known: `afterMs` from the start of the act, one second a step when it is left out. */
export type Draft = Omit<Happening, 'us' | 'request' | 'service'> & { readonly afterMs?: number };

/** Something that begins at a moment. All that it does belongs to one request. */
export interface Act {
  readonly us: number;
  readonly service: Service;
  /** Given where the story names it. */
  readonly requestId?: string;
  readonly play: (scene: Scene) => readonly Draft[];
}

export function playAct(act: Act, scene: Scene): Happening[] {
  const made = requestFrom(scene.random);
  const request: Request = act.requestId ? { ...made, requestId: act.requestId } : made;
  return act.play(scene).map(({ afterMs, ...draft }, index) => ({
    ...draft,
    service: act.service,
    request,
    us: act.us + (afterMs ?? index * 40) * 1000 + scene.random.between(0, 999),
  }));
}

/** Changes fields of `thing` and says so in the form that every diff reads: before and after, only of what changed. */
export function change<T extends object>(thing: T, fields: Partial<T>): { before: Partial<T>; after: Partial<T> } {
  const before = Object.fromEntries(Object.keys(fields).map((name) => [name, structuredClone(thing[name as keyof T])])) as Partial<T>;
  Object.assign(thing, fields);
  return { before, after: structuredClone(fields) };
}
