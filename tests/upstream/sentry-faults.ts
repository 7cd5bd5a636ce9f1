import type { IncomingMessage } from 'node:http';
import { fakeOrganisation, fakeToken, type Settings } from './sentry-memory';

/** What Sentry's servers do instead of answering as described; answers under one of these are not held against the contract. */
export const sentryFaults = [
  'rate-limited',
  'too-many-at-once',
  'brownout',
  'token-expired',
  'sso-required',
  'missing-scope',
  'unknown-organisation',
  'query-timeout',
  'login-page',
  'proxy-not-found',
] as const;
export type SentryFault = (typeof sentryFaults)[number];

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super();
  }
}

export const notFound = new Refusal(404, { detail: 'The requested resource does not exist' });

export function refuse({ headers }: IncomingMessage, { sentryFault }: Settings): void {
  const html = { 'content-type': 'text/html' };
  const reset = String(Math.floor(Date.now() / 1_000) + 40);
  switch (sentryFault) {
    case 'rate-limited':
      throw new Refusal(
        429,
        { detail: 'You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds' },
        { ...html, 'x-sentry-rate-limit-limit': '40', 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': reset },
      );
    case 'too-many-at-once':
      throw new Refusal(
        429,
        { detail: 'You are attempting to go above the allowed concurrency for this endpoint. Concurrency limit is 25' },
        html,
      );
    case 'brownout':
      throw new Refusal(410, { message: 'This API no longer exists.' }, { 'x-sentry-deprecation-date': '2026-05-15T00:00:00Z' });
    case 'token-expired':
      throw new Refusal(401, { detail: 'Token expired' });
    case 'sso-required':
      throw new Refusal(401, {
        detail: { code: 'sso-required', message: 'Must login via SSO', extra: { loginUrl: `/auth/login/${fakeOrganisation}/` } },
      });
    case 'missing-scope':
      throw new Refusal(403, { detail: 'You do not have permission to perform this action.' });
    case 'unknown-organisation':
      throw notFound;
    case 'query-timeout':
      throw timeout;
    case 'login-page':
      throw new Refusal(200, '<!doctype html><title>Login | Sentry</title>', html);
    case 'proxy-not-found':
      throw new Refusal(404, '<html><body>404 page not found</body></html>', html);
  }
  if (headers.authorization !== `Bearer ${fakeToken}`) throw new Refusal(401, { detail: 'Invalid token' });
}

export const timeout = new Refusal(400, {
  detail: 'Query timeout. Please try again. If the problem persists try a smaller date range or fewer projects.',
});

/** How servers of other years differ. */
export const drifts = ['old-server', 'nulls', 'unknown-words', 'number-as-text', 'without-id'] as const;
export type Drift = (typeof drifts)[number];

/** As servers of other years, and mistaken ones, would say the same. */
export function drifted(body: unknown, drift: Drift | null): unknown {
  if (drift === null) return body;
  const change = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(change);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one)
        .flatMap(([key, value]) => changed(key, value, drift))
        .map(([key, value]) => [key, change(value)]),
    );
  };
  return change(body);
}

const needed = new Set([
  'id',
  'title',
  'eventID',
  'slug',
  'data',
  'timeSeries',
  'values',
  'entries',
  'tags',
  'key',
  'value',
  'groupId',
  'event',
  'type',
  'frames',
]);

function changed(key: string, value: unknown, drift: Drift): readonly (readonly [string, unknown])[] {
  switch (drift) {
    case 'old-server':
      return ['priority', 'substatus', 'seerFixabilityScore', 'issueCategory', 'stats', 'lastRelease'].includes(key) ? [] : [[key, value]];
    case 'nulls':
      return [
        [
          key,
          needed.has(key) || typeof value === 'object' || /[([.]|^(timestamp|project|issue|level|count|lastSeen|name)$/.test(key)
            ? value
            : null,
        ],
      ];
    case 'unknown-words':
      return [[key, ['level', 'status', 'substatus', 'platform'].includes(key) && typeof value === 'string' ? 'catastrophic' : value]];
    case 'number-as-text':
      return [
        [
          key,
          ['userCount', 'projectID', 'spansCount'].includes(key)
            ? String(value)
            : key === 'count' && typeof value === 'string'
              ? Number(value)
              : value,
        ],
      ];
    case 'without-id':
      return key === 'id' || key === 'eventID' ? [] : [[key, value]];
  }
}
