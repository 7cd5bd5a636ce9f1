import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AppError } from '@/lib/errors';
import { type Account, accountOf, canReach, unprivilegedAccount } from './account';

/** Where root keeps what the server's account must reach when the project lies where it cannot go (`/root`, mode 0700). */
const rootHome = '/var/lib/tracebook';

export interface Place {
  /** Holds the secrets, the log and the cluster. */
  readonly folder: string;
  /** The cluster, in Postgres's own form; mode 0700 and owned by the account. */
  readonly cluster: string;
  readonly log: string;
  /** Null: the server runs as whoever starts it. */
  readonly account: Account | null;
  /** Said on screen when the data does not lie where one would look for it. */
  readonly remark: string | null;
}

/** Decides where the data lies, and makes the folder. `chosen` wins; else the project's `.data`, if the server can go there. */
export function findPlace(project: string, chosen?: string): Place {
  const usual = join(project, '.data');
  const account = accountFor(join(chosen ?? usual, 'postgres'));
  if (chosen) return made(placeIn(resolve(chosen), account, null));
  if (!account || canReach(usual, account)) return made(placeIn(usual, account, null));
  const elsewhere = join(rootHome, `${basename(project)}-${createHash('sha256').update(project).digest('hex').slice(0, 8)}`);
  const remark = `Postgres does not run as root, and its account ${account.name} cannot enter ${project}: the data lies in ${elsewhere}.`;
  return made(placeIn(elsewhere, account, remark));
}

/** Data that an ordinary user made stays theirs, also when root starts the server. */
function accountFor(cluster: string): Account | null {
  const account = unprivilegedAccount();
  const owner = account ? statSync(cluster, { throwIfNoEntry: false })?.uid : undefined;
  return (owner ? accountOf(owner) : null) ?? account;
}

function placeIn(folder: string, account: Account | null, remark: string | null): Place {
  return { folder, cluster: join(folder, 'postgres'), log: join(folder, 'postgres.log'), account, remark };
}

function made(place: Place): Place {
  const { folder, account } = place;
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true });
      // The mode given to mkdir would also be given to every parent it makes.
      chmodSync(folder, account ? 0o711 : 0o700);
    }
  } catch (error) {
    throw new AppError('unavailable', `The data folder ${folder} cannot be made: ${(error as Error).message}`);
  }
  if (account && !canReach(folder, account)) {
    throw new AppError(
      'unavailable',
      `Postgres runs as the account ${account.name}, which cannot enter ${folder}: choose another folder by TRACEBOOK_DATA.`,
    );
  }
  return place;
}

/** A folder that the server's account owns and nobody else enters. */
export function makePrivateFolder(folder: string, account: Account | null): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (account) chownSync(folder, account.uid, account.gid);
}
