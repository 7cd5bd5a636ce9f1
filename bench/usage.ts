import { parseArgs } from 'node:util';
import { type App, startApp } from '@/tests/support/app';
import { measureInTurns } from './measure';
import { asBrowser, emptyRoutes } from './questions';
import { ruleLine } from './rule';

/**
 * `npm run bench -- --usage`: the ledger over 90 days, 200 features and 2,000 surfaces, beside an authenticated page that has nothing to
 * say. The store answers from what it counted before.
 */
const { values: options } = parseArgs({ options: { usage: { type: 'boolean' }, events: { type: 'string', default: '500000' } } });
const size = { events: Number(options.events), features: 200, surfaces: 2_000, people: 5_000, days: 90 } as const;

const app = await startApp();
try {
  await benchUsage(app);
} finally {
  await app.stop();
}

async function benchUsage({ baseUrl, sql, makeUser }: App): Promise<void> {
  await fillUses(sql);
  const { cookie } = await makeUser('admin');
  const ask = async (path: string) => {
    const answer = await fetch(`${baseUrl}${path}`, { headers: { cookie, ...asBrowser }, redirect: 'manual' });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return text;
  };
  const from = new Date(Date.now() - (size.days - 1) * 86_400_000).toISOString().slice(0, 10);
  const askLedger = async (address: string) => {
    const text = await ask(address);
    if (!text.includes('data-ledger')) throw new Error(`${address} shows no ledger`);
    return text.length;
  };
  // The first one counts, perhaps for longer than a page waits.
  await ask(`/usage?from=${from}`);
  const bytes = await askLedger(`/usage?from=${from}`);
  const { empty, ledger, whole } = await measureInTurns({
    empty: () => ask(emptyRoutes.page).then(() => undefined),
    ledger: () => askLedger(`/usage?from=${from}`).then(() => undefined),
    whole: () => askLedger(`/usage?from=${from}&rows=all`).then(() => undefined),
  });
  console.log(
    `usage: ${size.events.toLocaleString('en')} events, ${size.features} features, ${size.surfaces} surfaces, ${size.days} days; ` +
      `empty page p50 ${ms(empty.p50Ms)}; ledger p50 ${ms(ledger.p50Ms)}, p95 ${ms(ledger.p95Ms)}, ${(ledger.p50Ms / empty.p50Ms).toFixed(1)} × ` +
      `(${Math.round(bytes / 1_000)} kB); all rows p50 ${ms(whole.p50Ms)}, ${(whole.p50Ms / empty.p50Ms).toFixed(1)} ×`,
  );
  console.log(
    ruleLine({ says: 'the ledger takes at most 2 × an empty page', most: 2, measured: new Map([['/usage', ledger.p50Ms / empty.p50Ms]]) }),
  );
}

/** Surfaces belong to features, ten to each; half of all people use the first tenth of the features. */
async function fillUses(sql: App['sql']): Promise<void> {
  await sql`
    insert into usage_events (created_at, source, event_id, trust, event, user_id, org_id, feature, surface)
    select now() - random() * interval '1 day' * ${size.days * 2}, 'bench', 'b-' || n, 'server', 'used', 'u_' || person, 'org_' || person % 40, 'feature-' || f,
      'surface-' || f * 10 + n % ${size.surfaces / size.features}
    from (
      select n, (random() * ${size.people})::int as person, (${size.features - 1} * power(random(), 2))::int as f from generate_series(1, ${size.events}::int) n
    ) as e`;
  await sql`
    insert into usage_features (source, feature, org_id, events, first_used, last_used)
    select source, feature, org_id, count(*), min(created_at), max(created_at) from usage_events group by 1, 2, 3`;
  await sql`
    insert into feature_churn (project, feature, month, commits, authors, added, removed)
    select 'bench', 'feature-' || f, date_trunc('month', now())::date, f % 40, f % 5, f * 10, f from generate_series(0, ${size.features - 1}) f`;
  await sql`analyze usage_events`;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
