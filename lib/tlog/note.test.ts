import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCheckpoint, printCheckpoint, signCheckpoint } from './checkpoint';
import { isSameKey, parseVerifierKey, printVerifierKey, signerKey, verifierKey } from './keys';
import { openNote, parseNote, printNote, signatureOf, signNote } from './note';
import { bytesOf, ed25519Verify, sha256 } from './platform';
import { parseTlogProof, printTlogProof } from './tlog-proof';

const vectors = JSON.parse(readFileSync('tests/vectors/c2sp.json', 'utf8')) as {
  note: { key: string; text: string; signature: string };
  checkpoint: string;
  cosigned: string;
};
const seeds = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [Uint8Array, Uint8Array, Uint8Array];
const log = signerKey('audit.example.com/audit', seeds[0]);
const witness = signerKey('witness.example.com/w1', seeds[1], 'cosignature');
const stranger = signerKey('audit.example.com/audit', seeds[2]);
const root = sha256(bytesOf('root'));
const head = signCheckpoint({ size: 12, root }, [log]);

describe('the vector of C2SP signed-note', () => {
  const { key, text, signature } = vectors.note;
  const note = `${text}\n— example.com/foo ${signature}\n`;

  test('opens with its key', () => {
    const parsed = parseVerifierKey(key);
    expect(parsed && printVerifierKey(parsed)).toBe(key);
    expect(openNote(note, parsed ? [parsed] : [])).toMatchObject({ state: 'signed', note: { text } });
  });

  test('and with no single bit changed', () => {
    const parsed = parseVerifierKey(key);
    const bytes = Buffer.from(note);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const state = openNote(new TextDecoder().decode(changed), parsed ? [parsed] : []).state;
      expect(state).not.toBe('signed');
    }
  });

  test.each(['example.com/foo+530d903b', 'example.com/fop+530d903a', 'example.com/foo+530D903A'])('%s is no such key', (head) => {
    expect(parseVerifierKey(`${head}+${key.split('+').slice(2).join('+')}`)).toBeNull();
  });
});

describe('a checkpoint', () => {
  test('has the lines of C2SP', () => {
    const parsed = parseCheckpoint(vectors.checkpoint);
    expect(parsed).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] });
    expect(parsed && printCheckpoint(parsed)).toBe(vectors.checkpoint);
  });

  test.each([
    ['a leading zero', 'o\n012\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
    ['a size beyond counting', 'o\n9007199254740993\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
    ['a negative size', 'o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
    ['a short root', 'o\n12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n'],
    ['base64 with a needless bit', 'o\n12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n'],
    ['no origin', '\n12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
    ['an empty extension', 'o\n12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n'],
    ['no last line feed', 'o\n12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='],
  ])('refuses %s', (_what, text) => {
    expect(parseCheckpoint(text)).toBeNull();
  });

  test('is signed twice to the same bytes', () => {
    expect(signCheckpoint({ size: 12, root }, [log])).toBe(head);
  });

  test('is not signed under a name that is not its origin', () => {
    expect(() => signCheckpoint({ size: 1, root }, [log, witness])).toThrow('origin');
  });

  test('takes a cosignature, which says when', () => {
    const note = parseNote(head);
    if (!note) throw new Error('no note');
    const cosigned = printNote({ text: note.text, signatures: [...note.signatures, signatureOf(note.text, witness, 1_679_315_147)] });
    const opened = openNote(cosigned, [log, witness]);
    expect(opened.state === 'signed' && opened.by.map(({ key, time }) => [key.name, time])).toEqual([
      [log.name, null],
      [witness.name, 1_679_315_147],
    ]);
    // The message is that of the vector; only the time in front of the signature may name the time.
    const { signature } = signatureOf(vectors.checkpoint, witness, 1_679_315_147);
    expect(ed25519Verify(witness.publicKey, bytesOf(vectors.cosigned), signature.subarray(8))).toBe(true);
    const moved = Uint8Array.from(signature, (byte, at) => (at === 7 ? byte + 1 : byte));
    const forged = printNote({ text: vectors.checkpoint, signatures: [{ name: witness.name, id: witness.id, signature: moved }] });
    expect(openNote(forged, [witness]).state).toBe('forged');
  });
});

describe('a note', () => {
  test('passes over keys that are not known, also of the same name', () => {
    const both = signNote('x\n', [stranger, log]);
    expect(openNote(both, [log])).toMatchObject({ state: 'signed', by: [{ key: { id: log.id } }] });
    expect(openNote(both, []).state).toBe('unknown-key');
  });

  test('is spoilt by one bad signature of a known key, however many are good', () => {
    const good = signNote('x\n', [log]);
    const [bad] = parseNote(signNote('y\n', [stranger]))?.signatures ?? [];
    const note = parseNote(good);
    if (!note || !bad) throw new Error('no note');
    expect(openNote(printNote({ ...note, signatures: [...note.signatures, bad] }), [log, stranger]).state).toBe('forged');
  });

  test('takes sixteen signatures and more, and not any number', () => {
    expect(openNote(signNote('x\n', Array<typeof log>(64).fill(log)), [log]).state).toBe('signed');
    expect(openNote(signNote('x\n', Array<typeof log>(65).fill(log)), [log]).state).toBe('malformed');
  });

  test.each([
    ['a control character', 'a\tb\n'],
    ['no last line feed', 'a'],
    ['a lone surrogate', 'a\ud800\n'],
    ['a carriage return', 'a\r\n'],
  ])('cannot hold %s', (_what, text) => {
    expect(() => signNote(text, [log])).toThrow();
  });

  test.each([
    '',
    '\n\n',
    'a\n\n',
    'a\n\n— \n',
    'a\n\n- name AAAAAAAA\n',
    'a\n\n— name AAAA\n',
    'a\n\n— na+me AAAAAAAA\n',
    `a\n\n— name AAAAAAAA`,
    'a\n\n— name AAAAAAAA\nx\n',
  ])('%j is none', (text) => {
    expect(openNote(text, [log]).state).toBe('malformed');
  });

  test('law: what is signed opens to the same text', () => {
    const texts = fc
      .array(fc.string({ unit: fc.constantFrom('a', 'ß', '€', '😀', ' ', '—', '+'), maxLength: 20 }))
      .map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(texts, (text) => {
        const opened = openNote(signNote(text, [log]), [log]);
        expect(opened.state === 'signed' && opened.note.text).toBe(text);
      }),
    );
  });

  test('law: no text makes the parsers throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const given of [text, `${head}${text}`, `${text}\n\n— a ${text}\n`]) {
          openNote(given, [log]);
          parseCheckpoint(given);
          parseTlogProof(given);
          parseVerifierKey(given);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a key', () => {
  test('is the same as text', () => {
    for (const key of [log, witness]) {
      const parsed = parseVerifierKey(printVerifierKey(key));
      expect(parsed && isSameKey(parsed, key)).toBe(true);
      expect(parsed?.use).toBe(key.use);
    }
  });

  test.each(['', 'a b', 'a+b', 'a\nb', '\u00a0'])('is not called %j', (name) => {
    expect(() => verifierKey(name, 'note', new Uint8Array(32))).toThrow();
  });

  test('that is no point of the curve verifies nothing', () => {
    const none = verifierKey('x', 'note', new Uint8Array(32).fill(255));
    expect(
      openNote(printNote({ text: 'x\n', signatures: [{ name: 'x', id: none.id, signature: new Uint8Array(64) }] }), [none]).state,
    ).toBe('forged');
  });
});

describe('a tlog-proof', () => {
  test.each([
    { index: 0, hashes: [] },
    { index: 5, hashes: [root, root] },
    { index: 5, hashes: [root], extra: bytesOf('more') },
  ])('is the same read back, %#', (proof) => {
    const text = printTlogProof({ ...proof, checkpoint: head });
    expect(parseTlogProof(text)).toEqual({ extra: null, ...proof, checkpoint: head });
  });

  test.each([
    ['another version', `c2sp.org/tlog-proof@v2\nindex 0\n\n${head}`],
    ['no index', `c2sp.org/tlog-proof@v1\n\n${head}`],
    ['a leading zero', `c2sp.org/tlog-proof@v1\nindex 01\n\n${head}`],
    ['a short hash', `c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n${head}`],
    ['more levels than there can be', `c2sp.org/tlog-proof@v1\nindex 0\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}\n${head}`],
    ['a carriage return', `c2sp.org/tlog-proof@v1\r\nindex 0\n\n${head}`],
  ])('refuses %s', (_what, text) => {
    expect(parseTlogProof(text)).toBeNull();
  });
});
