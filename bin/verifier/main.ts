import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  BundleFault,
  openZip,
  type Policy,
  parsePolicy,
  policyOf,
  printVerdict,
  type Trust,
  type Verdict,
  verifyBundle,
} from '@/lib/evidence';
import { parseVerifierKey } from '@/lib/tlog';
import { folderFiles } from './folder-files';
import { randomAccess } from './zip-file';

/** What becomes `verify.mjs`: one file that needs nothing but Node, offline, and believes nothing but what it is given. */

const usage = `Checks an export of Tracebook, offline.

  node verify.mjs [options] <folder or zip>

  --key <key>            a verifier key of the log, which you have from elsewhere; or a file that holds one. May be repeated
  --policy <file>        keys of the log and its witnesses, and how many of those must have signed (C2SP tlog-policy)
  --checkpoint <file>    a checkpoint of the log that you kept, or have from elsewhere
  --consistency <file>   the proof from that checkpoint to the one in the export, one hash a line, where the export holds none
  --json                 the verdict as JSON

Ends with 0: verified against what you gave. 1: mismatch. 2: incomplete. 3: key or policy, also where only the key inside the export
vouches for it. 64: wrong usage.
`;

class WrongUsage extends Error {}

process.exitCode = await main().catch((error: unknown) => {
  if (error instanceof WrongUsage) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 64;
  }
  process.stderr.write(
    `NOT VERIFIED, INCOMPLETE: the export could not be read to its end. ${error instanceof Error ? error.stack : error}\n`,
  );
  return 2;
});

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new WrongUsage('Name one folder or zip.');
  const verdict = await look(path, trustFrom(values));
  process.stdout.write(values.json ? `${JSON.stringify(plain(verdict))}\n` : printVerdict(verdict));
  return verdict.code;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true },
        policy: { type: 'string' },
        checkpoint: { type: 'string' },
        consistency: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

function trustFrom(given: { key?: string[]; policy?: string; checkpoint?: string; consistency?: string }): Trust {
  if (given.key && given.policy) throw new WrongUsage('Give --key or --policy, not both: a policy names keys too.');
  return {
    policy: given.policy === undefined ? keysFrom(given.key) : policyFrom(given.policy),
    checkpoint: given.checkpoint === undefined ? null : textOf(given.checkpoint),
    consistency: given.consistency === undefined ? null : textOf(given.consistency),
  };
}

function keysFrom(given: readonly string[] | undefined): Policy | null {
  if (!given) return null;
  return policyOf(
    given.map((text) => {
      const key = parseVerifierKey(text) ?? parseVerifierKey(textOf(text).trim());
      if (key?.use !== 'note') throw new WrongUsage(`${JSON.stringify(text)} is no verifier key of a log, and no file that holds one.`);
      return key;
    }),
  );
}

function policyFrom(path: string): Policy {
  const policy = parsePolicy(textOf(path));
  if (typeof policy === 'string') throw new WrongUsage(`The policy ${JSON.stringify(path)} cannot be read: ${policy}.`);
  return policy;
}

function textOf(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch {
    // Whatever the reason: what vouches must be there.
    throw new WrongUsage(`${JSON.stringify(path)} cannot be read as text.`);
  }
}

async function look(path: string, trust: Trust): Promise<Verdict> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new WrongUsage(`There is no ${JSON.stringify(path)}.`);
  try {
    return await verifyBundle(stats.isDirectory() ? folderFiles(path) : await openZip(await randomAccess(path)), trust);
  } catch (error) {
    if (!(error instanceof BundleFault)) throw error;
    return verifyBundle(nothingIn(error), trust);
  }
}

/** A folder or zip that cannot even be listed has a verdict too. */
function nothingIn(fault: BundleFault) {
  return {
    names: ['manifest.txt'],
    open: () => {
      throw fault;
    },
  };
}

/** JSON knows no bytes and no maps. */
function plain(verdict: Verdict): object {
  return {
    ...verdict,
    checkpoint: verdict.checkpoint && { origin: verdict.checkpoint.origin, size: verdict.checkpoint.size },
    withheld: Object.fromEntries(verdict.withheld),
    signedBy: verdict.signedBy.map(({ key, time }) => ({ name: key.name, id: key.id, time })),
  };
}
