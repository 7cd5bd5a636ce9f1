import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readBody, readBytes } from './read-body';

const limit = { mostBytes: 1_000 };

function sent(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers });
}

test('a body is text, plain or gzip', async () => {
  expect(await readBody(sent('grüß dich'), limit)).toBe('grüß dich');
  expect(await readBody(sent(gzipSync('grüß dich'), { 'content-encoding': 'gzip' }), limit)).toBe('grüß dich');
  expect(await readBody(new Request('http://localhost/', { method: 'POST' }), limit)).toBe('');
});

test('a byte order mark is dropped, and bytes that are no UTF-8 are marked', async () => {
  expect(await readBody(sent(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff])), limit)).toBe('a\ufffd');
});

test('the limit counts what comes out, not what was sent', async () => {
  await expect(readBody(sent('a'.repeat(1_001)), limit)).rejects.toMatchObject({ code: 'too-large' });
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  await expect(readBody(sent(bomb, { 'content-encoding': 'gzip' }), limit)).rejects.toMatchObject({ code: 'too-large' });
});

test('damaged gzip and other packings are refused', async () => {
  const cut = gzipSync('hello hello hello').subarray(0, 15);
  await expect(readBody(sent(cut, { 'content-encoding': 'gzip' }), limit)).rejects.toMatchObject({ code: 'malformed' });
  await expect(readBody(sent('plain', { 'content-encoding': 'gzip' }), limit)).rejects.toMatchObject({ code: 'malformed' });
  await expect(readBody(sent('x', { 'content-encoding': 'br' }), limit)).rejects.toMatchObject({ code: 'unsupported-media-type' });
});

test('other packings are read where they are asked for, and counted as gzip is', async () => {
  const packings = ['gzip', 'deflate', 'br'] as const;
  for (const [packing, pack] of [
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip', gzipSync],
  ] as const) {
    const packed = (text: string | Buffer) => sent(new Uint8Array(pack(text)), { 'content-encoding': packing });
    expect(String(await readBytes(packed('grüß dich'), { ...limit, packings }))).toBe('grüß dich');
    await expect(readBytes(packed(Buffer.alloc(20_000_000)), { ...limit, packings })).rejects.toMatchObject({ code: 'too-large' });
  }
  await expect(readBytes(sent('x', { 'content-encoding': 'zstd' }), { ...limit, packings })).rejects.toMatchObject({
    code: 'unsupported-media-type',
  });
});
