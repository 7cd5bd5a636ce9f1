import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { sealLog, sealOf, sealState, verifyLog } from '@/lib/seal';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';

const viewer = systemViewer('test');
const now = () => new Date().toISOString().replace('Z', '000Z');
const folder = mkdtempSync(join(tmpdir(), 'seal-'));
let sql: postgres.Sql;

beforeAll(async () => {
  const url = await freshDatabase();
  Object.assign(process.env, { SEAL_KEY: randomBytes(32).toString('base64'), SEAL_PUBLISH_FOLDER: folder });
  sql = postgres(url, { max: 1, onnotice: () => undefined });
});
afterAll(() => sql.end());

const seal = () => sealLog({ signal: AbortSignal.timeout(60_000) });
const verify = () => verifyLog(viewer, { kind: 'whole', now: now(), signal: AbortSignal.timeout(60_000) });

test('what is recorded is sealed', async () => {
  await recordActions(viewer, Array.from({ length: 600 }, (_, n) => ({ action: 'a.b', actor_id: `u_${n}`, metadata: `{"n": ${n}.0}` })), { now: now(), source: 'billing' });
  const report = await seal();
  console.log(report);
  expect(report).toMatchObject({ outcome: 'sealed', rows: 600 });
  console.log(await verify());
  console.log(await seal());
  console.log(await sealState(viewer), readFileSync(join(folder, 'checkpoint'), 'utf8'));
  console.log(await sealOf(viewer, 'billing~5'));
});
