import type { Witness } from '@/lib/config';
import { consistencyProof, openNote, parseCount, parseVerifierKey, printBase64 } from '@/lib/tlog';
import { UpstreamError, upstream } from '@/lib/upstream';
import { type Place, PlaceError, type Publication } from './place';

/** A C2SP witness (c2sp.org/tlog-witness): it signs only what goes on from the last size that it has seen of this log. */
export function witnessPlace({ name, vkey, base }: Witness): Place {
  const key = parseVerifierKey(vkey);
  const service = upstream({ base, headers: {}, mostBytes: 64_000, mostAtOnce: 1 });

  async function add(publication: Publication, old: number): Promise<string> {
    const { checkpoint, nodes, signal } = publication;
    const proof = await consistencyProof(old, checkpoint.size, nodes);
    const text = `old ${old}\n${proof.map((hash) => `${printBase64(hash)}\n`).join('')}\n${checkpoint.note}`;
    const answer = await service.getText({ path: '/add-checkpoint', text, signal });
    const lines = answer.text;
    const opened = key && openNote(`${checkpoint.note}${lines}`, [key]);
    if (opened?.state !== 'signed') throw new PlaceError('what it answers is no signature of its key');
    return lines;
  }

  return {
    name: `witness ${name}`,
    pauseMs: 60_000,
    sizeSeen: async (publication) => {
      try {
        await add(publication, publication.checkpoint.size);
        return null;
      } catch (error) {
        const seen = sizeSeen(error);
        return seen !== null && seen > publication.checkpoint.size ? seen : null;
      }
    },
    publish: async (publication) => {
      if (key?.use !== 'cosignature') throw new PlaceError('its verifier key is none of a witness');
      try {
        return await add(publication, publication.lastSize);
      } catch (error) {
        const seen = sizeSeen(error);
        if (seen === null) throw inWords(error);
        if (seen > publication.checkpoint.size)
          throw new PlaceError('it has seen a later checkpoint of this log than this database holds', { cause: error });
        return add(publication, seen).catch((again: unknown) => {
          throw inWords(again);
        });
      }
    },
  };
}

/** 409 tells the size that the witness has seen. */
function sizeSeen(error: unknown): number | null {
  if (!(error instanceof UpstreamError) || error.told.status !== 409) return null;
  return parseCount((error.told.said ?? '').trim());
}

const refusals: Readonly<Record<number, string>> = {
  400: 'it takes our request for malformed',
  403: 'it does not know the key that we sign with',
  404: 'it does not know this log',
  422: 'it takes our checkpoint for inconsistent with what it has seen',
};

function inWords(error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  return new PlaceError(refusals[error.told.status ?? 0] ?? error.message, { cause: error });
}
