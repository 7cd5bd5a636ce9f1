import type { App } from './app';

interface StoredError {
  readonly type: string;
  readonly message: string;
  readonly org: string;
  readonly user?: string;
  readonly request?: string;
  readonly trust?: 'server' | 'client';
  /** All columns of text that a producer fills, past what sending one would mend. */
  readonly everywhere?: string;
}

/** An issue with one error event just now, past what sending it would mend. @returns the number of the issue */
export async function storeError({ sql }: App, error: StoredError): Promise<string> {
  const { type, message, org, user = 'u_1', request = null, trust = 'server', everywhere = null } = error;
  const text = (usual: string | null) => everywhere?.slice(0, 2_000) ?? usual;
  const frames = [
    { function: text('pay'), module: null, filename: text('src/pay.ts'), line: 12, column: 3, in_app: true, context: text('pay()') },
  ];
  const [issue] = await sql<{ id: string }[]>`
    insert into issues (project, fingerprint) values (${text('web') ?? ''}, ${crypto.randomUUID().replaceAll('-', '')}) returning id::text`;
  const id = issue?.id ?? '';
  await sql`
    insert into error_events (created_at, project, event_id, digest, issue_id, trust, type, message, culprit, level, platform, is_handled, "transaction",
      request_id, user_id, org_id, release, environment, feature, surface, request_method, request_path, sdk, tags, exceptions)
    values (now(), ${text('web')}, ${crypto.randomUUID().replaceAll('-', '')}, ${crypto.randomUUID()}, ${id}, ${trust}, ${type}, ${message}, ${text('pay')},
      'error', ${text('node')}, false, ${text('POST /pay')}, ${request}, ${user}, ${org}, ${text('2.4.1')}, ${text('production')}, ${text('billing')},
      ${text('cart')}, ${text('POST')}, ${text('/pay')}, ${text('sentry.javascript.node 11.12.0')},
      ${JSON.stringify({ [everywhere?.slice(0, 200) ?? 'browser']: text('Firefox') })}::text::jsonb, ${JSON.stringify([{ type, value: message, frames }])}::text::jsonb)`;
  for (const counted of [org, '*']) {
    await sql`
      insert into issue_counts (issue_id, org_id, events, server_events, people, first_seen, last_seen)
      values (${id}, ${counted}, 1, ${trust === 'server' ? 1 : 0}, 1, now(), now())`;
    await sql`insert into issue_days (issue_id, org_id, day, events) values (${id}, ${counted}, (now() at time zone 'UTC')::date, 1)`;
  }
  await sql`insert into issue_people (issue_id, org_id, user_id, events, last_seen) values (${id}, ${org}, ${user}, 1, now())`;
  return id;
}
