import { execFileSync, spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { onDatabase, verb } from '@/bin/verb';
import { AppError } from '@/lib/errors';
import { countChurn, type FeatureChurn, type FeatureOf, featuresBy, logArguments, recordChurn } from '@/lib/ledger';

interface Options {
  readonly repo: string;
  readonly features: readonly string[];
  readonly project?: string;
  readonly months: string;
}

/** `tracebook churn --repo DIR --features 'src/features/*'` */
export function addChurn(program: Command): void {
  verb(program, 'churn', 'tell how much the code of each feature was changed, from the history of a repository')
    .option('--repo <folder>', 'where the repository is', '.')
    .requiredOption('--features <patterns...>', "where features have their folders, a star for their names: 'src/features/*'")
    .option('--project <name>', 'what the repository is called here; without it as its folder')
    .option('--months <number>', 'how many months back, this one included', '13')
    .action((options: Options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        const repo = resolve(options.repo);
        const project = options.project ?? basename(repo);
        const since = monthsBack(new Date(), options.months);
        const featureOf = featuresBy(options.features);
        const rows = await churnOf(repo, { since, featureOf, signal });
        const { features } = await recordChurn(viewer, { project, since, rows });
        const commits = rows.reduce((sum, row) => sum + row.commits, 0);
        reporter.answer(
          { project, since, features, commits, rows },
          features === 0
            ? `No folder of ${project} is named by ${options.features.join(', ')}.`
            : `${features.toLocaleString('en')} features of ${project} since ${since}: what was changed in each month is known now.`,
        );
      }),
    );
}

/** The month in which counting begins, `2025-11`. */
function monthsBack(now: Date, text: string): string {
  const months = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : null;
  if (months === null) throw new AppError('malformed', '--months is a number from 1 to 999.');
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1)).toISOString().slice(0, 7);
}

interface Counted {
  readonly since: string;
  readonly featureOf: FeatureOf;
  readonly signal: AbortSignal;
}

/** With a row of nothing for features that are there and did not change: that is known too. */
async function churnOf(repo: string, { since, featureOf, signal }: Counted): Promise<readonly FeatureChurn[]> {
  const counted = (await countChurn(history(repo, since, signal), featureOf)).filter(({ month }) => month >= since);
  const known = new Set(counted.map(({ feature }) => feature));
  const still = [...new Set(filesIn(repo).map(featureOf))].filter((feature) => feature !== null && !known.has(feature));
  return [...counted, ...still.map((feature) => ({ feature: feature ?? '', month: since, commits: 0, authors: 0, added: 0, removed: 0 }))];
}

/** Git looks at when something was committed, and what counts is when it was written: some days more, to be cut again. */
async function* history(repo: string, since: string, signal: AbortSignal): AsyncGenerator<string> {
  const from = new Date(Date.parse(`${since}-01T00:00:00Z`) - 31 * 86_400_000).toISOString();
  const git = spawn('git', ['-C', repo, ...logArguments, `--since=${from}`], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const said = createInterface({ input: git.stderr });
  const words: string[] = [];
  said.on('line', (line) => words.push(line));
  const ended = new Promise<number>((tell, fail) => git.once('close', (code) => tell(code ?? 1)).once('error', fail));
  git.stdout.setEncoding('utf8');
  yield* git.stdout as AsyncIterable<string>;
  if ((await ended) !== 0) throw new AppError('malformed', `git could not tell the history of ${repo}: ${words[0] ?? 'it said nothing'}`);
}

function filesIn(repo: string): readonly string[] {
  const text = execFileSync('git', ['-C', repo, 'ls-tree', '-r', '-z', '--name-only', 'HEAD'], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  return text.split('\0');
}
