import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** An account of this machine that Postgres can run as: it refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The account for a server that root starts; null when we are somebody else, who then runs it as themselves. */
export function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const account = accountOf('postgres') ?? accountOf('nobody');
  if (!account) throw new Error('Postgres must not run as root, and this machine has neither an account postgres nor nobody.');
  return account;
}

/** By name or number. Only accounts with an entry count: initdb refuses a bare number. */
export function accountOf(user: string | number): Account | null {
  const name = ask('-un', user);
  const uid = Number(ask('-u', user) ?? Number.NaN);
  const gid = Number(ask('-g', user) ?? Number.NaN);
  return name && Number.isInteger(uid) && Number.isInteger(gid) ? { name, uid, gid } : null;
}

/** Whether the account may pass every folder above `path`, and `path` itself as far as it exists. */
export function canReach(path: string, { uid, gid }: Account): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    const bit = stat?.uid === uid ? 0o100 : stat?.gid === gid ? 0o010 : 0o001;
    if (stat && !(stat.mode & bit)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function ask(option: string, user: string | number): string | null {
  const answer = spawnSync('id', [option, String(user)], { encoding: 'utf8' });
  return answer.status === 0 ? answer.stdout.trim() : null;
}
