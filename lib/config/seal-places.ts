import { ConfigError } from './config-error';
import { isNobodysHost, isWrittenPlainly } from './written-host';

/** Where the log signs itself, and where its checkpoints go. */
export interface SealPlaces {
  /** The 32 bytes that an Ed25519 key is made of; null where nothing is sealed. */
  readonly key: Buffer | null;
  /** The key before, for as long as it takes to change it. */
  readonly previousKey: Buffer | null;
  /** A file outside of the database that remembers the last signed checkpoint. */
  readonly stateFile: string | null;
  readonly folder: string | null;
  readonly git: { readonly remote: string; readonly branch: string } | null;
  readonly witnesses: readonly Witness[];
}

/** A C2SP witness: its verifier key, and the address below which `add-checkpoint` is. */
export interface Witness {
  readonly name: string;
  readonly vkey: string;
  readonly base: URL;
}

interface Given {
  readonly SEAL_KEY?: string | undefined;
  readonly SEAL_KEY_PREVIOUS?: string | undefined;
  readonly SEAL_STATE?: string | undefined;
  readonly SEAL_PUBLISH_FOLDER?: string | undefined;
  readonly SEAL_PUBLISH_GIT?: string | undefined;
  readonly SEAL_WITNESSES?: string | undefined;
}

/** @throws {ConfigError} naming what is wrong, never a key */
export function readSealPlaces(given: Given): SealPlaces {
  const wrong: string[] = [];
  const tell = (problem: string) => {
    wrong.push(problem);
    return null;
  };
  const key = readKey('SEAL_KEY', given.SEAL_KEY, tell);
  const previousKey = readKey('SEAL_KEY_PREVIOUS', given.SEAL_KEY_PREVIOUS, tell);
  if (!given.SEAL_KEY && given.SEAL_KEY_PREVIOUS) tell('SEAL_KEY_PREVIOUS is set, and SEAL_KEY is not');
  const folder = given.SEAL_PUBLISH_FOLDER ?? null;
  if (folder !== null && !folder.startsWith('/')) tell('SEAL_PUBLISH_FOLDER must be a whole path');
  const stateFile = given.SEAL_STATE ?? null;
  if (stateFile !== null && !stateFile.startsWith('/')) tell('SEAL_STATE must be a whole path');
  const git = given.SEAL_PUBLISH_GIT ? readGit(given.SEAL_PUBLISH_GIT, tell) : null;
  const witnesses = (given.SEAL_WITNESSES ?? '')
    .split(',')
    .flatMap((one) => (one.trim() === '' ? [] : (readWitness(one.trim(), tell) ?? [])));
  if (new Set(witnesses.map(({ name }) => name)).size < witnesses.length) tell('SEAL_WITNESSES names a witness twice');
  if (wrong.length > 0) throw new ConfigError(wrong);
  return { key, previousKey, stateFile, folder, git, witnesses };
}

type Tell = (problem: string) => null;

function readKey(name: string, text: string | undefined, tell: Tell): Buffer | null {
  if (!text) return null;
  const bytes = Buffer.from(text, 'base64');
  const isWhole = bytes.length === 32 && bytes.toString('base64') === text.trim();
  return isWhole ? bytes : tell(`${name} must be 32 bytes as base64; make them with: openssl rand -base64 32`);
}

/** Options of git begin with a dash, and some of its transports run commands: only these go anywhere. */
function readGit(text: string, tell: Tell): SealPlaces['git'] {
  const [, remote = '', branch = 'checkpoints'] = /^([^#\s]+)(?:#(\S+))?$/.exec(text) ?? [];
  const isRemote =
    /^(https:\/\/|ssh:\/\/|file:\/\/\/|\/)[^\s]+$/.test(remote) || /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\s-][^\s]*$/.test(remote);
  if (!isRemote) return tell('SEAL_PUBLISH_GIT must be a remote over https, ssh or in a folder, like git@host:audit/checkpoints.git#main');
  if (/^https:\/\/[^/]*@/.test(remote)) return tell('SEAL_PUBLISH_GIT must not hold credentials: git has its own places for them');
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(branch) || branch.includes('..'))
    return tell('SEAL_PUBLISH_GIT has a branch that cannot be one');
  return { remote, branch };
}

function readWitness(text: string, tell: Tell): Witness | null {
  const [, vkey = '', name = '', address = ''] = /^(([^+\s]{1,255})\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44})\s+(\S+)$/.exec(text) ?? [];
  if (vkey === '' || !URL.canParse(address))
    return tell('SEAL_WITNESSES wants, for each witness, its verifier key, a space and its address');
  const base = new URL(address);
  if (!/^https?:$/.test(base.protocol) || base.username !== '' || base.password !== '' || base.search !== '' || base.hash !== '')
    return tell('SEAL_WITNESSES has an address that is not a plain one over https');
  if (!isWrittenPlainly(address, base))
    return tell('SEAL_WITNESSES must name its hosts plainly, not in another spelling of their addresses');
  if (isNobodysHost(base.hostname)) return tell('SEAL_WITNESSES names an address at which no witness can be');
  return { name, vkey, base };
}
