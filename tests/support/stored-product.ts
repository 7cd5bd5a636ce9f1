import type { App } from './app';

interface StoredFeature {
  readonly feature: string;
  readonly surfaces: readonly string[];
  readonly people: number;
  readonly orgs: number;
  /** How many people in the thirty days before these. */
  readonly before: number;
  /** The newest use, in days ago. */
  readonly lastDaysAgo?: number;
  readonly errors?: number;
  readonly churn?: number;
  readonly actions?: number;
}

/** A product of which it is known which features earn their keep: some of each kind, with names of every kind. */
export const storedFeatures: readonly StoredFeature[] = [
  { feature: 'checkout', surfaces: ['cart', 'checkout'], people: 180, orgs: 24, before: 150, errors: 240, churn: 5200, actions: 14 },
  { feature: 'search', surfaces: ['home', 'catalogue'], people: 210, orgs: 30, before: 204, errors: 4, churn: 120 },
  { feature: 'catalogue', surfaces: ['catalogue'], people: 190, orgs: 30, before: 110, errors: 2, churn: 300 },
  { feature: 'wish-list', surfaces: ['catalogue', 'account'], people: 44, orgs: 12, before: 90, errors: 9, churn: 40 },
  { feature: 'invoices', surfaces: ['account'], people: 70, orgs: 22, before: 66, errors: 30, churn: 800, actions: 40 },
  { feature: 'bulk-export', surfaces: ['admin/export'], people: 3, orgs: 2, before: 4, errors: 180, churn: 4100, actions: 22 },
  { feature: 'gift-cards', surfaces: ['cart'], people: 6, orgs: 5, before: 20, errors: 90, churn: 2400, actions: 3 },
  { feature: 'year-end-closing', surfaces: ['account/closing'], people: 2, orgs: 2, before: 1, errors: 60, churn: 1900, actions: 9 },
  { feature: 'notes', surfaces: ['account'], people: 12, orgs: 6, before: 11, errors: 0, churn: 10 },
  { feature: 'fax-orders', surfaces: ['admin/fax'], people: 2, orgs: 1, before: 0, lastDaysAgo: 75, errors: 0, churn: 0 },
  { feature: 'تقارير المبيعات', surfaces: ['reports'], people: 25, orgs: 9, before: 24, errors: 12, churn: 500 },
  {
    feature: `a-feature-whose-name-somebody-${'made-far-too-long-'.repeat(6)}`,
    surfaces: ['reports'],
    people: 5,
    orgs: 2,
    before: 5,
    churn: 20,
  },
];

/** Uses, errors, actions and churn of it until today; besides, events without a feature, and one feature that only errors name. */
export async function storeProduct({ sql }: Pick<App, 'sql'>, features: readonly StoredFeature[] = storedFeatures): Promise<void> {
  for (const one of features) await storeUses(sql, one);
  for (const { feature, errors = 0, churn = 0, actions = 0, orgs } of features) {
    await storeErrors(sql, { feature, errors, orgs });
    await sql`
      insert into admin_actions (source, event_id, created_at, actor_id, actor_type, actor_label, action, subject_type, subject_id, feature, org_id)
      select 'shop', ${feature} || n, now() - n * interval '7 hours', 'u_' || n % 3, 'user', 'Zoe', 'order.mend', 'order', 'or_' || n, ${feature}, 'org_1'
      from generate_series(1, ${actions}::int) n`;
    await sql`
      insert into feature_churn (project, feature, month, commits, authors, added, removed)
      values ('shop', ${feature}, date_trunc('month', now())::date, ${Math.ceil(churn / 60)}, ${Math.min(4, Math.ceil(churn / 300))}, ${churn}, 0)`;
  }
  await storeErrors(sql, { feature: 'loyalty', errors: 7, orgs: 2 });
  await sql`
    insert into admin_actions (source, event_id, created_at, actor_id, actor_type, action, subject_type, subject_id, subject_label)
    select 'ci', 'deploy-' || n, now() - n * interval '9 days', 'ci', 'system', 'deploy.finish', 'release', '2.' || n, 'Release 2.' || n from generate_series(0, 2) n`;
  await sql`
    insert into usage_events (created_at, source, event_id, trust, event, user_id, org_id)
    select now() - n * interval '1 hour', 'shop/web', 'untagged-' || n, 'client', 'clicked', null, 'org_1' from generate_series(1, 400) n`;
  await sql`
    insert into usage_features (source, feature, org_id, events, first_used, last_used)
    select source, coalesce(feature, ''), coalesce(org_id, ''), count(*), min(created_at), max(created_at) from usage_events group by 1, 2, 3
    on conflict do nothing`;
}

/** Each person comes on some days, some of them again, and does two kinds of things on each of the surfaces. */
async function storeUses(sql: App['sql'], { feature, surfaces, people, orgs, before, lastDaysAgo = 0 }: StoredFeature): Promise<void> {
  await sql`
    insert into usage_events (created_at, source, event_id, trust, event, user_id, org_id, feature, surface, session_id)
    select now() - make_interval(days => ${lastDaysAgo}::int + stretch * 30 + (person * 7 + visit * 11) % 29, mins => person % 50), 'shop/web',
      ${feature} || '-' || stretch || '-' || person || '-' || visit, 'client',
      (array['opened', 'finished'])[1 + (person + visit) % 2], 'u_' || person, 'org_' || person % ${orgs}, ${feature},
      (${[...surfaces]}::text[])[1 + (person + visit) % ${surfaces.length}], 's_' || person
    from (values (0, ${people}::int), (1, ${before}::int), (2, ${before}::int)) as stretches (stretch, persons),
      generate_series(1, persons) person, generate_series(0, 1 + person % 3) visit`;
}

async function storeErrors(sql: App['sql'], { feature, errors, orgs }: { feature: string; errors: number; orgs: number }): Promise<void> {
  if (errors === 0) return;
  const [issue] = await sql<
    { id: string }[]
  >`insert into issues (project, fingerprint) values ('web', ${`of ${feature}`}) returning id::text`;
  const id = issue?.id ?? '0';
  await sql`
    insert into error_events (created_at, project, event_id, digest, issue_id, trust, type, message, level, user_id, org_id, release, feature)
    select now() - n * interval '2 hours', 'web', md5(${feature} || n), md5(${feature} || n), ${id}, 'server', 'TypeError',
      ${`cannot read total of ${feature}`}, 'error', 'u_' || n % 40, 'org_' || n % ${orgs}, '2.' || n / 100, ${feature}
    from generate_series(1, ${errors}::int) n`;
  await sql`
    insert into issue_counts (issue_id, org_id, events, server_events, people, first_seen, last_seen)
    select ${id}, '*', ${errors}, ${errors}, least(40, ${errors}), now() - ${errors} * interval '2 hours', now()`;
}
