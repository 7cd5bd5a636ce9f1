import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { database } from '@/lib/database';
import { importActions } from '@/lib/import';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { type HostileInput, hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';

beforeAll(freshDatabase);

describeWithShared('hostile rows', 'contracts/hostile-inputs.json', (path) => {
  test('cost at most their own line', async () => {
    const rows = [...hostileInputs(path, 'row.text').flatMap(textRows), ...hostileInputs(path, 'row.metadata').map(metadataRow)];
    expect(rows.length).toBeGreaterThan(40);
    const lines = rows.flatMap((row, n) => [row, good(n)]);
    const folder = mkdtempSync(join(tmpdir(), 'import-'));
    const [file, rejects] = [join(folder, 'hostile.ndjson'), join(folder, 'rejects.ndjson')];
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));

    const summary = await importActions(systemViewer('test'), { files: [file], map: 'own', source: 'hostile', rejects, now });

    expect(summary.state).toBe('finished');
    expect(summary.created + summary.repeated + summary.conflicted + summary.rejected + summary.skipped + summary.blank).toBe(
      summary.lines,
    );
    const [stored] = await database('system').execute(sql`
      select count(*) filter (where event_id like 'good %')::int as good, count(*)::int as every from admin_actions where source = 'hostile'
    `);
    expect(stored).toEqual({ good: rows.length, every: summary.created });
    const reasons = new Set(rejectReasons(rejects));
    expect(summary.rejected).toBe(rejectReasons(rejects).length);
    for (const reason of reasons)
      expect(reason).toMatch(
        /the map found none|not a point in time|no offset from UTC|longer than|not JSON|nested too deeply|beyond what can be kept|UTF-8|not an object/,
      );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

const now = '2026-11-22T12:00:00.000000Z';

function good(n: number): string {
  return JSON.stringify({ event_id: `good ${n}`, action: 'a', created_at: now });
}

function textRows({ id, json }: HostileInput): string[] {
  const columns = ['actor_id', 'action', 'subject_id', 'request_id', 'org_id', 'created_at'];
  return columns.map((column) => `{"event_id":"${id} ${column}","action":"a","created_at":"${now}","${column}":${json}}`);
}

function metadataRow({ id, json }: HostileInput): string {
  return `{"event_id":"${id} metadata","action":"a","created_at":"${now}","metadata":${json}}`;
}

function rejectReasons(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).reason);
}
