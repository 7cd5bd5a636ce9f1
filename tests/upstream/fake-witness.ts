import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  isConsistent,
  openNote,
  parseBase64,
  parseCheckpoint,
  parseVerifierKey,
  printSignatureLine,
  printVerifierKey,
  signatureOf,
  signerKey,
} from '@/lib/tlog';

/** A C2SP witness (c2sp.org/tlog-witness) with memory: signs what goes on from what it has seen, and nothing else. */
export interface FakeWitness {
  readonly address: string;
  readonly vkey: string;
  /** The logs that it knows, by their origins, with the verifier keys of their checkpoints. */
  trust(vkey: string): void;
  /** What it has signed of a log. */
  sizeOf(origin: string): number;
  /** From now on it answers nothing but this status; null ends that. */
  fail(status: number | null): void;
  close(): Promise<void>;
}

export async function fakeWitness(): Promise<FakeWitness> {
  const key = signerKey('witness.example.com/w1', randomBytes(32), 'cosignature');
  const trusted = new Map<string, string>();
  const seen = new Map<string, { size: number; root: Uint8Array }>();
  let failure: number | null = null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const say = (status: number, words = '', type = 'text/plain') => {
      response.writeHead(status, { 'content-type': type }).end(words);
    };
    if (failure !== null) return say(failure);
    if (request.method !== 'POST' || !request.url?.endsWith('/add-checkpoint')) return say(404);
    const blank = body.indexOf('\n\n');
    const [oldLine = '', ...lines] = body.slice(0, blank).split('\n');
    const note = body.slice(blank + 2);
    const [origin = ''] = note.split('\n');
    const vkey = parseVerifierKey(trusted.get(origin) ?? '');
    if (!vkey) return say(404);
    const opened = openNote(note, [vkey]);
    if (opened.state === 'malformed') return say(400);
    if (opened.state !== 'signed') return say(403);
    const said = parseCheckpoint(opened.note.text);
    const old = /^old (0|[1-9]\d*)$/.exec(oldLine)?.[1];
    const proof = lines.map((line) => parseBase64(line, 32));
    if (!said || old === undefined || proof.length > 63 || proof.some((hash) => hash === null)) return say(400);
    const last = seen.get(origin) ?? { size: 0, root: new Uint8Array() };
    if (Number(old) !== last.size) return say(409, `${last.size}\n`, 'text/x.tlog.size');
    if (last.size > 0) {
      const claim = { oldSize: last.size, oldRoot: last.root, newSize: said.size, newRoot: said.root };
      if (!isConsistent(claim, proof as Uint8Array[])) return say(422);
    }
    seen.set(origin, { size: said.size, root: said.root });
    return say(200, printSignatureLine(signatureOf(opened.note.text, key, Math.floor(Date.now() / 1_000))));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.1:${port}`,
    vkey: printVerifierKey(key),
    trust: (vkey) => void trusted.set(vkey.split('+')[0] ?? '', vkey),
    sizeOf: (origin) => seen.get(origin)?.size ?? 0,
    fail: (status) => {
      failure = status;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
