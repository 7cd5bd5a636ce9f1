import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printVerifierKey } from '@/lib/tlog';
import { verifierFiles } from '@/scripts/verifier.mjs';
import { type Files, logKey, makeBundle, makeLog, otherKey, streamBundle, withText } from '@/tests/support/bundles';
import { zipOf } from '@/tests/support/zips';

const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
const log = makeLog({ rows: 9, erased: new Map([[4, ['actor_id']]]) });
const files = await makeBundle(log, { withheld: ['org_id'] });
let made: readonly { readonly name: string; readonly text: string }[] = [];

beforeAll(async () => {
  made = await verifierFiles();
  for (const { name, text } of made) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'key.txt'), `${printVerifierKey(logKey)}\n`);
  writeFileSync(join(folder, 'other.txt'), printVerifierKey(otherKey));
  writeFileSync(join(folder, 'kept.txt'), log.checkpoint);
  writeFileSync(join(folder, 'policy.txt'), `log ${printVerifierKey(logKey)}\nquorum none\n`);
  put('whole', files);
  put(
    'cut',
    withText(files, 'rows.jsonl', (text) => text.slice(0, -100)),
  );
  put(
    'changed',
    withText(files, 'rows.jsonl', (text) => text.replace('action 1', 'action 2')),
  );
  writeFileSync(join(folder, 'whole.zip'), await zipOf(files));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, given: Files): void {
  for (const [path, bytes] of given) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), bytes);
  }
}

/** In an empty environment, without modules to find: nothing but Node and the file. */
function verify(...args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const run = { cwd: folder, env: { NODE_ENV: 'production' as const }, timeout: 60_000 };
    const child = execFile(process.execPath, ['verify.mjs', ...args], run, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

test('it is made the same each time, of nothing but Node, and can be read', async () => {
  expect(await verifierFiles()).toEqual(made);
  const [program = '', page = ''] = made.map(({ text }) => text);
  const imported = [...program.matchAll(/^import .* from "(.*)";$/gm)].map(([, from]) => from);
  expect(new Set(imported)).toEqual(new Set(['node:fs', 'node:util', 'node:path', 'node:fs/promises', 'node:crypto']));
  expect(program).not.toMatch(/\brequire\(|\bimport\(|\beval\(|fetch\(|node:(?:http|net|child_process)/);
  expect(page).not.toMatch(/fetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\(/);
  expect(page).toContain("default-src 'none'; script-src 'sha256-");
  expect(Math.max(...program.split('\n').map(({ length }) => length))).toBeLessThan(400);
});

test('docs/evidence.md gives its SHA-256', () => {
  const text = readFileSync('docs/evidence.md', 'utf8');
  const stated = [...text.matchAll(/^\| `(verify\.\w+)` \| `([0-9a-f]{64})` \|$/gm)].map(([, name, hash]) => [name, hash]);
  expect(stated).toEqual(made.map((file) => [file.name, createHash('sha256').update(file.text).digest('hex')]));
});

describe('what it ends with', () => {
  test.each([
    ['the key', 0, ['--key', printVerifierKey(logKey), 'whole'], 'VERIFIED: '],
    ['a file with the key', 0, ['--key', 'key.txt', 'whole'], 'REDACTED by leaf 18'],
    ['the key, for a zip', 0, ['--key', 'key.txt', 'whole.zip'], 'org_id: withheld in 9 rows'],
    [
      'a checkpoint that was kept',
      0,
      ['--checkpoint', 'kept.txt', 'whole.zip'],
      'signed by a key that signed the checkpoint which you gave',
    ],
    ['a policy', 0, ['--policy', 'policy.txt', 'whole'], 'VERIFIED: '],
    ['two keys, one of them another', 0, ['--key', 'other.txt', '--key', 'key.txt', 'whole'], 'VERIFIED: '],
    ['a change', 1, ['--key', 'key.txt', 'changed'], 'MISMATCH'],
    ['a cut', 2, ['--key', 'key.txt', 'cut'], 'INCOMPLETE'],
    ['no key', 3, ['whole'], 'Only the key inside this export vouches for it: who made it is not proven'],
    ['another key', 3, ['--key', 'other.txt', 'whole'], 'KEY'],
    ['a change, and no key', 1, ['changed'], 'MISMATCH'],
    ['nothing', 64, [], 'Name one folder or zip'],
    ['what is not there', 64, ['nowhere'], 'There is no'],
    ['what is no key', 64, ['--key', 'x', 'whole'], 'cannot be read'],
    ['an option that there is not', 64, ['--keys', 'x', 'whole'], "Unknown option '--keys'"],
    ['a key and a policy', 64, ['--key', 'key.txt', '--policy', 'policy.txt', 'whole'], 'not both'],
    ['help', 0, ['--help'], 'Checks an export'],
  ] as const)('%s: %d', async (_what, code, args, words) => {
    const result = await verify(...args);
    expect([result.code, result.output]).toEqual([code, expect.stringContaining(words)]);
  });

  test('as JSON', async () => {
    const { output } = await verify('--json', '--key', 'key.txt', 'whole');
    expect(JSON.parse(output)).toMatchObject({
      code: 0,
      provenRows: 9,
      withheld: { org_id: 9 },
      erased: [{ row: 'tracebook~1004', by: 18 }],
    });
  });

  test('a link in the folder is not followed', async () => {
    put('linked', new Map([...files].filter(([name]) => name !== 'rows.jsonl')));
    symlinkSync(join(folder, 'whole/rows.jsonl'), join(folder, 'linked/rows.jsonl'));
    expect(await verify('--key', 'key.txt', 'linked')).toMatchObject({ code: 1, output: expect.stringContaining('is a link') });
  });

  test('a folder that is no bundle', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await verify('--key', 'key.txt', 'empty')).toMatchObject({
      code: 2,
      output: expect.stringContaining('There is no manifest.txt'),
    });
  });
});

test('a bundle is written file by file, and refuses to be read in another order', async () => {
  const writing = streamBundle(log);
  await writing.next();
  await expect(writing.next()).rejects.toThrow('read to its end');
});
