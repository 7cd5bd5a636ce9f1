import { expect, test } from 'vitest';
import { BundleFault, verifyBundle } from '@/lib/evidence';
import { cosigned, type Files, filesOf, makeBundle, makeLog, type TestLog, trusted } from '@/tests/support/bundles';
import { openBytes, zipOf } from '@/tests/support/zips';

/** 500 under `npm test`, 10,000 under `npm run test:faults`. */
const rounds = process.env.TRACEBOOK_FAULTS === 'all' ? 10_000 : 500;

const small = makeLog({ rows: 6, erased: new Map([[2, ['actor_id']]]) });
const large = makeLog({ rows: 260, erased: new Map([[2, ['actor_id']]]) });
const sources = await Promise.all([small, large].map((log) => makeBundle(witnessed(log), { withheld: ['org_id'] })));

function witnessed(log: TestLog): TestLog {
  return { ...log, checkpoint: cosigned(log.checkpoint, 1_790_000_000) };
}

/** The same numbers each time, so that a failure can be found again. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const random = numbers(7);
const below = (count: number) => Math.floor(random.next().value * count);

/** One change of a kind that a machine or a hand makes. The same bytes again is none. */
function mutated(files: Files): { readonly how: string; readonly files: Files } {
  const names = [...files.keys()];
  const name = names[below(names.length)] ?? '';
  const bytes = Buffer.from(files.get(name) ?? new Uint8Array(0));
  const at = below(bytes.length);
  const length = 1 + below(40);
  const how =
    ['bit', 'byte', 'cut', 'drop', 'repeat', 'insert', 'swap', 'line', 'digit', 'remove', 'rename', 'exchange'][below(12)] ?? 'bit';
  const put = (changed: Uint8Array) => ({ how: `${how} at ${at} of ${name}`, files: new Map(files).set(name, changed) });
  switch (how) {
    case 'bit':
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      return put(bytes);
    case 'byte':
      bytes[at] = below(256);
      return put(bytes);
    case 'cut':
      return put(bytes.subarray(0, at));
    case 'drop':
      return put(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]));
    case 'repeat':
      return put(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]));
    case 'insert':
      return put(Buffer.concat([bytes.subarray(0, at), Buffer.from('0'), bytes.subarray(at)]));
    case 'swap':
      return put(Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]));
    case 'line': {
      const lines = bytes.toString().split('\n');
      const [from, to] = [below(lines.length), below(lines.length)];
      [lines[from], lines[to]] = [lines[to] ?? '', lines[from] ?? ''];
      return put(Buffer.from(lines.join('\n')));
    }
    case 'digit':
      return put(
        Buffer.from(
          bytes
            .toString()
            .replace(/\d/g, (digit, place: number) => (place >= at && place < at + 3 ? String((Number(digit) + 1) % 10) : digit)),
        ),
      );
    case 'remove':
      return { how: `${how} ${name}`, files: new Map([...files].filter(([other]) => other !== name)) };
    case 'rename':
      return { how: `${how} ${name}`, files: new Map([...files].map(([other, given]) => [other === name ? `${other}x` : other, given])) };
    default: {
      const other = names[below(names.length)] ?? '';
      return { how: `${how} ${name} with ${other}`, files: new Map(files).set(name, files.get(other) ?? bytes).set(other, bytes) };
    }
  }
}

function isSame(a: Files, b: Files): boolean {
  return a.size === b.size && [...a].every(([name, bytes]) => Buffer.compare(bytes, b.get(name) ?? Buffer.from('\0')) === 0);
}

test(`of ${rounds} changed bundles none is verified, and none throws`, async () => {
  for (const files of sources) expect(await verifyBundle(filesOf(files), trusted)).toMatchObject({ code: 0 });
  const accepted: string[] = [];
  let tried = 0;
  while (tried < rounds) {
    const files = sources[tried % 5 === 0 ? 1 : 0] as Files;
    const { how, files: changed } = mutated(files);
    if (isSame(files, changed)) continue;
    tried += 1;
    const { code } = await verifyBundle(filesOf(changed), trusted);
    if (code === 0 || code === 3) accepted.push(`${how}: ${code}`);
  }
  expect(accepted.filter((line) => line.endsWith(': 0'))).toEqual([]);
  // A change of the name or id in the signature line of the manifest makes it that of somebody else.
  expect(accepted.filter((line) => !line.includes('manifest.txt') && !line.includes('checkpoint.txt'))).toEqual([]);
}, 1_200_000);

test(`of ${rounds / 2} changed zips those alone are verified that unpack to the same files`, async () => {
  const [files] = sources as [Files];
  const zip = await zipOf(files);
  const wrong: string[] = [];
  for (let tried = 0; tried < rounds / 2; tried += 1) {
    const bytes = Buffer.from(zip);
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    try {
      const opened = await openBytes(bytes);
      if ((await verifyBundle(opened, trusted)).code !== 0) continue;
      const read: Files = new Map();
      for (const name of opened.names) {
        const pieces: Uint8Array[] = [];
        for await (const piece of opened.open(name)) pieces.push(piece);
        read.set(name, Buffer.concat(pieces));
      }
      if (!isSame(files, read)) wrong.push(`bit at ${at}`);
    } catch (error) {
      if (!(error instanceof BundleFault)) wrong.push(`bit at ${at}: ${error}`);
    }
  }
  expect(wrong).toEqual([]);
}, 1_200_000);
