import { eq } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';

/** `absent` until it was loaded completely; `removed` is for good. */
export type SampleState = 'absent' | 'loaded' | 'removed';

const key = 'sample';

export async function sampleState(): Promise<SampleState> {
  const { settings } = schema;
  const [row] = await database('screens').select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  const state = (row?.value as { state?: unknown } | undefined)?.state;
  return state === 'loaded' || state === 'removed' ? state : 'absent';
}

export async function rememberSample(state: SampleState): Promise<void> {
  const { settings } = schema;
  const value = { state };
  await database('system').insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
}
