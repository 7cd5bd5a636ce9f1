import { createHash } from 'node:crypto';
import { AppError } from '@/lib/errors';
import type { Position } from './import-run';
import { InputDamage } from './open-input';
import type { SourceRecord } from './source-record';

/** As much as is recorded at once, and may have to be done again after a kill. */
export interface Batch {
  readonly records: readonly SourceRecord[];
  /** Behind its last record. */
  readonly position: Position;
}

export const start: Position = { records: 0, digest: '' };
const mostRecords = 1000;
const mostCharacters = 4 * 1024 * 1024;

/** What is not done yet, in batches. What is done is read again, to see that it is still the same. */
export async function* batchesOf(
  lists: AsyncIterable<readonly SourceRecord[]>,
  { name, done }: { name: string; done: Position },
): AsyncGenerator<Batch> {
  const digest = createHash('sha256');
  let count = 0;
  let records: SourceRecord[] = [];
  let characters = 0;
  let damage: InputDamage | undefined;
  const batch = (): Batch => ({ records, position: { records: count, digest: digest.copy().digest('hex') } });
  try {
    for await (const list of lists) {
      for (const record of list) {
        const text = record.kind === 'blank' ? '' : record.text;
        digest.update(text).update('\n');
        count += 1;
        if (count === done.records && batch().position.digest !== done.digest) throw changed(name);
        if (count <= done.records) continue;
        records.push(record);
        characters += text.length;
        if (records.length < mostRecords && characters < mostCharacters) continue;
        yield batch();
        records = [];
        characters = 0;
      }
    }
  } catch (error) {
    if (!(error instanceof InputDamage)) throw error;
    damage = error;
  }
  if (records.length > 0) yield batch();
  if (damage) throw damage;
  if (count < done.records) throw changed(name);
}

function changed(name: string): AppError {
  return new AppError('conflict', `${name} is not what it was when this import was stopped; begin anew with --restart.`);
}
