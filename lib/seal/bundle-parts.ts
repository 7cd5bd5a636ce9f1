import { config } from '@/lib/config';
import { database } from '@/lib/database';
import { policyOf, printPolicy } from '@/lib/evidence';
import { type NodeReader, parseCheckpoint, parseNote, parseVerifierKey, type SignerKey } from '@/lib/tlog';
import { assertMay, type Viewer } from '@/lib/viewer';
import { latestCheckpoint } from './checkpoints';
import { knownKeys, sealKey } from './seal-key';
import { nodesOf } from './tiles';

/** What manifests are signed with: the key of the log, under its name. Null where nothing is sealed. */
export async function manifestKey(viewer: Viewer): Promise<SignerKey | null> {
  assertMay(viewer, 'audit:read');
  return sealKey(await originOfLog());
}

/** The keys of the log, the newest first, and its witnesses: a statement of ours, for bundles (C2SP tlog-policy). */
export async function bundlePolicy(viewer: Viewer): Promise<string> {
  assertMay(viewer, 'audit:read');
  const keys = await knownKeys(database('exports').$client, await originOfLog());
  const witnesses = config().seal.witnesses.flatMap(({ name, vkey }) => {
    const key = parseVerifierKey(vkey);
    return key ? [{ name, key }] : [];
  });
  return printPolicy({ ...policyOf(keys), witnesses });
}

/** The nodes of the tree when it had a size that was signed: hashes, of which no row can be told. */
export function bundleNodes(viewer: Viewer, size: number): NodeReader {
  assertMay(viewer, 'audit:read');
  return nodesOf(database('exports').$client, size);
}

/** As the log signs itself; what it would be called, before it has signed anything. */
async function originOfLog(): Promise<string> {
  const latest = await latestCheckpoint(database('exports').$client);
  return parseCheckpoint(parseNote(latest?.note ?? '')?.text ?? '')?.origin ?? `${config().publicUrl.host}/audit`;
}
