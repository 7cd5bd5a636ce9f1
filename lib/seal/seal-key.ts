import { config } from '@/lib/config';
import { parseVerifierKey, printVerifierKey, type SignerKey, signerKey, type VerifierKey } from '@/lib/tlog';
import type { Client } from './ledger';

/** The key of this installation, under the name of the log; null where nothing is sealed. */
export function sealKey(origin: string): SignerKey | null {
  const { key } = config().seal;
  return key && signerKey(origin, key);
}

/** Whether anything is to be sealed here at all. */
export function isSealing(): boolean {
  return config().seal.key !== null;
}

/** The key before, while it is changed. */
export function previousKey(origin: string): SignerKey | null {
  const { previousKey: key } = config().seal;
  return key && signerKey(origin, key);
}

export interface KeySince {
  /** The leaf from which on it signs. */
  readonly since: number;
  readonly vkey: string;
}

/** All keys of the log, the newest last. */
export async function readKeys(sql: Client): Promise<readonly KeySince[]> {
  const rows = await sql<{ since: string; vkey: string }[]>`select since::text, vkey from seal_keys order by since`;
  return rows.map(({ since, vkey }) => ({ since: Number(since), vkey }));
}

/** What a checkpoint of this log may be signed with: our key, whatever the ledger says, and those that it names. */
export async function knownKeys(sql: Client, origin: string): Promise<readonly VerifierKey[]> {
  const own = sealKey(origin);
  const others = (await readKeys(sql)).flatMap(({ vkey }) => parseVerifierKey(vkey) ?? []);
  return own ? [own, ...others.filter((other) => printVerifierKey(other) !== printVerifierKey(own))] : others;
}
