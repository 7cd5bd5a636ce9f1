import { AppError } from '@/lib/errors';

/** What was changed in the folder of a feature within a calendar month of UTC. */
export interface FeatureChurn {
  readonly feature: string;
  /** `2026-10` */
  readonly month: string;
  readonly commits: number;
  /** How many people; who they were is not kept. */
  readonly authors: number;
  readonly added: number;
  readonly removed: number;
}

/** Which feature a file belongs to: what the last star of a pattern stands for, as in `src/features/*`; null for none. */
export type FeatureOf = (file: string) => string | null;

/** @throws {AppError} `malformed` for a pattern without a star, and for one that names a part of a folder */
export function featuresBy(patterns: readonly string[]): FeatureOf {
  const forms = patterns.map(formOf);
  return (file) => forms.map((form) => form.exec(file)?.at(-1)).find((feature) => feature !== undefined) ?? null;
}

/** A feature is a folder: a file beside the folders belongs to none. */
function formOf(pattern: string): RegExp {
  const steps = pattern.replace(/^\.?\/+|\/+$/g, '').split('/');
  if (!steps.includes('*') || steps.some((step) => step !== '*' && step.includes('*'))) {
    throw new AppError('malformed', `${pattern} names no folders: write a star for the name of the feature, as in src/features/*.`);
  }
  return new RegExp(`^${steps.map((step) => (step === '*' ? '([^/]+)' : step.replace(/[^\w-]/g, '\\$&'))).join('/')}/`, 'u');
}

/** How `git log` is to write for {@link countChurn}: each commit begins with a character that no path can hold. */
export const logArguments = ['log', '--no-merges', '--find-renames', '-z', '--numstat', '--format=%x01%ae%x00%aI'] as const;

/**
 * Counts what `git log` wrote, as it comes. A file that was moved counts where it went, with the lines that changed; one that is not text
 * has no lines.
 */
export async function countChurn(log: AsyncIterable<string>, featureOf: FeatureOf): Promise<readonly FeatureChurn[]> {
  const counts = new Map<string, Counting>();
  let commit: Commit | null = null;
  for await (const entry of entriesOf(log)) {
    if ('author' in entry) commit = { ...entry, counted: new Set() };
    else if (commit) add(counts, { ...entry, commit, feature: featureOf(entry.file) });
  }
  return [...counts.values()].map(({ authors, ...counted }) => ({ ...counted, authors: authors.size }));
}

interface Counting extends Omit<FeatureChurn, 'authors'> {
  readonly authors: Set<string>;
  commits: number;
  added: number;
  removed: number;
}

interface Commit {
  readonly author: string;
  readonly month: string;
  /** Features that it was counted for. */
  readonly counted: Set<string>;
}

interface Change {
  readonly file: string;
  readonly added: number;
  readonly removed: number;
}

function add(
  counts: Map<string, Counting>,
  { commit, feature, added, removed }: Change & { commit: Commit; feature: string | null },
): void {
  if (feature === null) return;
  const key = `${commit.month} ${feature}`;
  const counting = counts.get(key) ?? { feature, month: commit.month, commits: 0, authors: new Set(), added: 0, removed: 0 };
  counts.set(key, counting);
  if (!commit.counted.has(feature)) counting.commits += 1;
  commit.counted.add(feature);
  counting.authors.add(commit.author);
  counting.added += added;
  counting.removed += removed;
}

async function* entriesOf(log: AsyncIterable<string>): AsyncGenerator<Omit<Commit, 'counted'> | Change> {
  const tokens = tokensOf(log);
  for await (const token of tokens) {
    if (token.startsWith('\u0001')) {
      const time = new Date(String((await tokens.next()).value));
      yield { author: token.slice(1).toLowerCase(), month: time.toISOString().slice(0, 7) };
      continue;
    }
    const [, added, removed, path] = /^\n?(\d+|-)\t(\d+|-)\t(.*)$/s.exec(token) ?? [];
    if (path === undefined) continue;
    // Of a move two names follow, the old one and the new one.
    if (path === '') await tokens.next();
    const file = path === '' ? String((await tokens.next()).value) : path;
    yield { file, added: Number(added) || 0, removed: Number(removed) || 0 };
  }
}

async function* tokensOf(log: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of log) {
    const parts = (rest + chunk).split('\0');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}
