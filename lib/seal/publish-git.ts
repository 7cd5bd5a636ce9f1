import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programEnvironment } from '@/lib/config';
import { type Place, PlaceError } from './place';

interface GitRemote {
  readonly remote: string;
  readonly branch: string;
}

/**
 * A branch of a git remote, in which each commit is a checkpoint: whoever has cloned it holds every head that there ever was. Only the
 * file `checkpoint` is ours; others stay as they are. It is never pushed by force.
 */
export function gitPlace(to: GitRemote): Place {
  return {
    name: 'git',
    pauseMs: 60_000,
    publish: async ({ cosigned, checkpoint, signal }) => {
      await inRepository(to, signal, async ({ git, head }) => {
        if (head !== null && (await git(['show', `${head}:checkpoint`]).catch(() => '')) === cosigned) return;
        const blob = (await git(['hash-object', '-w', '--stdin'], cosigned)).trim();
        const others = head === null ? '' : withoutCheckpoint(await git(['ls-tree', head]));
        const tree = (await git(['mktree'], `${others}100644 blob ${blob}\tcheckpoint\n`)).trim();
        const parent = head === null ? [] : ['-p', head];
        const commit = (await git(['commit-tree', tree, ...parent], `Checkpoint of ${checkpoint.size} leaves\n`)).trim();
        await git(['push', '--quiet', to.remote, `${commit}:refs/heads/${to.branch}`]);
      });
      return null;
    },
    read: () =>
      inRepository(to, AbortSignal.timeout(patienceMs), async ({ git, head }) =>
        head === null ? null : git(['show', `${head}:checkpoint`]).catch(() => null),
      ),
  };
}

const patienceMs = 30_000;

interface Repository {
  readonly git: (args: readonly string[], input?: string) => Promise<string>;
  /** The newest commit of the branch; null where there is no such branch yet. */
  readonly head: string | null;
}

async function inRepository<T>(
  { remote, branch }: GitRemote,
  signal: AbortSignal,
  act: (repository: Repository) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tracebook-git-'));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const git: Repository['git'] = (args, input) => run(folder, args, { input: input ?? '', signal: limit });
  try {
    await git(['init', '--quiet', '--bare', '.']);
    const there = (await git(['ls-remote', remote, `refs/heads/${branch}`])).trim();
    if (there !== '') await git(['fetch', '--quiet', '--depth=1', remote, `refs/heads/${branch}`]);
    return await act({ git, head: there === '' ? null : (await git(['rev-parse', 'FETCH_HEAD'])).trim() });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withoutCheckpoint(tree: string): string {
  return tree
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('\tcheckpoint'))
    .map((line) => `${line}\n`)
    .join('');
}

/** Without a terminal to ask for passwords, and without the operator's own hooks and settings of commits. */
const environment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10',
  GIT_ALLOW_PROTOCOL: 'https:ssh:file',
  GIT_AUTHOR_NAME: 'Tracebook',
  GIT_AUTHOR_EMAIL: 'tracebook@localhost',
  GIT_COMMITTER_NAME: 'Tracebook',
  GIT_COMMITTER_EMAIL: 'tracebook@localhost',
} as const;

function run(cwd: string, args: readonly string[], { input, signal }: { input: string; signal: AbortSignal }): Promise<string> {
  return new Promise((resolve, reject) => {
    const { HOME, PATH, SSH_AUTH_SOCK } = programEnvironment();
    const env = { HOME, PATH, ...(SSH_AUTH_SOCK ? { SSH_AUTH_SOCK } : {}), ...environment, NODE_ENV: 'production' as const };
    const child = execFile('git', [...args], { cwd, env, signal, maxBuffer: 4_000_000 }, (error, output, said) => {
      if (!error) resolve(output);
      else reject(new PlaceError(whyFrom(error, said), { cause: error }));
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function whyFrom(error: Error & { code?: unknown }, said: string): string {
  if (error.name === 'AbortError') return 'it gave no answer in time';
  if (error.code === 'ENOENT') return 'there is no git on this machine';
  if (/rejected|non-fast-forward|fetch first/i.test(said)) return 'somebody else has pushed to its branch in the meantime';
  if (/permission denied|authentication failed|could not read (username|password)|access denied/i.test(said))
    return 'it refuses our credentials';
  if (/does not (appear to be a git repository|exist)|not found|repository .* not/i.test(said)) return 'there is no such repository';
  return 'git could not reach it';
}
