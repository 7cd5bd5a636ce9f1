import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { services } from './story';

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
  await database('system')
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: sql`now()` } });
}

/** True while any row of the sample is there, whatever is remembered. */
export async function hasSample(): Promise<boolean> {
  const sources = services.map((service) => `sample/${service}`);
  const [row] = await database('screens').execute<{ is_there: boolean }>(
    // Named one by one: each is a look into the index on sources, while a pattern would read them all.
    sql`select exists (select from admin_actions a where a.source = any(${sql.param(sources)}::text[])) as is_there`,
  );
  return row?.is_there === true;
}
