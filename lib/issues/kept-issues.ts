import { printFilter } from '@/lib/address';
import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import type { IssueStore } from './issue-store';
import { keepAnswer, keptAnswer, keyOf } from './kept-answers';

/** What is so young is as good as new: Sentry itself takes longer to show an event. */
const freshSeconds = 10;
const oldestSeconds = 86_400;
const sharesSeconds = 600;

/**
 * A store of others behind answers that it gave before: those of the last seconds spare it a question, and where it gives no answer the
 * last one is shown with its age. Nothing that is empty is ever shown instead of an answer, and nobody is shown what somebody was who may
 * see more or less.
 *
 * @param name which store, with all that shapes its answers
 */
export function keptIssues(store: IssueStore, name: string): IssueStore {
  const key = (viewer: Viewer, question: readonly unknown[]) => {
    assertMay(viewer, 'issues:read');
    return keyOf([name, orgScope(viewer)?.toSorted() ?? null, ...question]);
  };
  return {
    async list(viewer, options) {
      const { filter, zone, sort, limit, after } = options;
      return kept(key(viewer, ['list', printFilter(filter), zone, sort, limit, after]), {
        ask: () => store.list(viewer, options),
        isFull: ({ rows }) => rows.length > 0,
        isSparing: true,
        aged: withCaveat,
      });
    },
    async get(viewer, id) {
      return kept(key(viewer, ['get', id]), {
        ask: () => store.get(viewer, id),
        isFull: (issue) => issue !== null && issue.caveats.length === 0,
        isSparing: true,
        aged: (issue, caveat) => issue && withCaveat(issue, caveat),
      });
    },
    async events(viewer, options) {
      const { filter, zone, limit, after } = options;
      return kept(key(viewer, ['events', printFilter(filter), zone, limit, after]), {
        ask: () => store.events(viewer, options),
        isFull: ({ rows }) => rows.length > 0,
        isSparing: true,
        aged: withCaveat,
      });
    },
    // Has no place in which its age could be told.
    event: (viewer, id) => store.event(viewer, id),
    async ofId(viewer, id, options) {
      return kept(key(viewer, ['of', id, options.limit]), {
        ask: () => store.ofId(viewer, id, options),
        isFull: ({ events, spans }) => events.length + spans.length > 0,
        isSparing: false,
        aged: withCaveat,
      });
    },
    replays: async (viewer, of) =>
      kept(key(viewer, ['replays', of.issue, of.replay]), {
        ask: async () => (await store.replays?.(viewer, of)) ?? { rows: [], caveats: [] },
        isFull: ({ rows }) => rows.length > 0,
        isSparing: true,
        aged: withCaveat,
      }),
    byFeature: async (viewer, days) =>
      kept(key(viewer, ['features', days]), {
        ask: async () => (await store.byFeature?.(viewer, days)) ?? { rows: [], carriesFeatures: false, caveats: [] },
        isFull: ({ rows }) => rows.length > 0,
        isSparing: true,
        aged: withCaveat,
      }),
    // Marks on a curve have no place in which their age could be told.
    newReleases: async (viewer, options) => (await store.newReleases?.(viewer, options)) ?? [],
    /** A share of a fortnight, which minutes do not change. */
    async carried(viewer) {
      const name = key(viewer, ['carried']);
      const known = await keptAnswer<Awaited<ReturnType<IssueStore['carried']>>>(name, { seconds: sharesSeconds });
      if (known) return known.value;
      const carried = await store.carried(viewer);
      if (carried) await keepAnswer(name, carried);
      return carried;
    },
  };
}

function withCaveat<T extends { readonly caveats: readonly Caveat[] }>(answer: T, caveat: Caveat): T {
  return { ...answer, caveats: [...answer.caveats, caveat] };
}

interface Kept<T> {
  readonly ask: () => Promise<T>;
  /** Whether it is worth keeping. */
  readonly isFull: (answer: T) => boolean;
  /** Whether the last seconds' is given again without asking. */
  readonly isSparing: boolean;
  readonly aged: (answer: T, caveat: Caveat) => T;
}

async function kept<T>(key: string, { ask, isFull, isSparing, aged }: Kept<T>): Promise<T> {
  const fresh = isSparing ? await keptAnswer<T>(key, { seconds: freshSeconds }) : null;
  if (fresh) return fresh.value;
  try {
    const answer = await ask();
    if (isFull(answer)) await keepAnswer(key, answer);
    return answer;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    const old = await keptAnswer<T>(key, { seconds: oldestSeconds });
    if (!old) throw error;
    const at = old.asked_at.slice(0, 16).replace('T', ' ');
    return aged(old.value, { kind: 'lagging', why: `this is as of ${at} UTC: ${lowered(error.message)}` });
  }
}

/** To stand in the middle of a sentence; a name stays as it is. */
function lowered(message: string): string {
  return message.replace(/\.$/, '');
}
