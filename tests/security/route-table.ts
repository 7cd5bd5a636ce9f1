/**
 * Who may what, route by route: the other half of the matrix is the build's own list of routes. A route that is not declared
 * here fails the test, and so does a declared one that is gone. Everything that is not said to be allowed must be refused.
 */
export const identities = ['anonymous', 'support', 'product', 'compliance', 'admin', 'compliance of org_b'] as const;
export type Identity = (typeof identities)[number];

/** How a route answers, and what a request to it needs so that only the question of who asks is left. */
export type Rule =
  /** Strangers are sent to sign in; who may not gets 403. `query` makes the address one that leads somewhere. */
  | { readonly kind: 'page'; readonly for: readonly Identity[]; readonly query?: string; readonly notThereFor?: readonly Identity[] }
  /** For everybody. */
  | { readonly kind: 'open'; readonly status: number; readonly query?: string; readonly fields?: Readonly<Record<string, string>> }
  /** A form of ours: not without a same origin; strangers are sent to sign in; who may not gets 403; the others go back to a page. */
  | { readonly kind: 'form'; readonly for: readonly Identity[]; readonly fields?: Readonly<Record<string, string>> }
  /** Strangers get 401; who may not gets 403. `status` is what it answers to the others, given this query and this body. */
  | {
      readonly kind: 'api';
      readonly for: readonly Identity[];
      readonly status: number;
      readonly query?: string;
      readonly body?: string;
      /** Who may ask, and is told what everybody is told of what is not there. */
      readonly notThereFor?: readonly Identity[];
    };

const signedIn: readonly Identity[] = ['support', 'product', 'compliance', 'admin', 'compliance of org_b'];
const admin: readonly Identity[] = ['admin'];
/** Who may take actions away as files. */
const exporters: readonly Identity[] = ['compliance', 'admin', 'compliance of org_b'];
const verifiers: readonly Identity[] = ['compliance', 'admin', 'compliance of org_b'];
/** From whom the one action of org_a is hidden. */
const elsewhere: readonly Identity[] = ['compliance of org_b'];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const routes: Readonly<Record<string, Partial<Record<Method, Rule>>>> = {
  '/': { GET: { kind: 'page', for: signedIn } },
  '/audit': { GET: { kind: 'page', for: signedIn } },
  '/audit/action': { GET: { kind: 'page', for: signedIn, query: '?ref=billing~1', notThereFor: elsewhere } },
  '/audit/actor': { GET: { kind: 'page', for: signedIn, query: '?id=u_hidden', notThereFor: elsewhere } },
  '/audit/subject': { GET: { kind: 'page', for: signedIn, query: '?type=customer&id=c_hidden', notThereFor: elsewhere } },
  '/issues': { GET: { kind: 'page', for: signedIn } },
  '/issues/issue': { GET: { kind: 'page', for: signedIn, query: '?id=1', notThereFor: elsewhere } },
  '/logs': { GET: { kind: 'page', for: signedIn } },
  '/logs/line': { GET: { kind: 'page', for: signedIn, query: '?id=1', notThereFor: elsewhere } },
  '/usage': { GET: { kind: 'page', for: signedIn } },
  '/usage/feature': { GET: { kind: 'page', for: signedIn, query: '?name=hidden', notThereFor: elsewhere } },
  '/trace': { GET: { kind: 'page', for: signedIn, query: '?id=req-hidden' } },
  '/evidence': { GET: { kind: 'page', for: signedIn } },
  '/evidence/verification': { GET: { kind: 'page', for: signedIn, query: '?id=1', notThereFor: signedIn } },
  '/settings': { GET: { kind: 'page', for: admin } },
  '/settings/people': { GET: { kind: 'page', for: admin } },
  '/settings/logs': { GET: { kind: 'page', for: admin } },
  '/settings/tokens': { GET: { kind: 'page', for: admin } },
  '/settings/projects': { GET: { kind: 'page', for: admin } },
  '/settings/retention': { GET: { kind: 'page', for: admin } },
  '/settings/sources': { GET: { kind: 'page', for: admin } },
  '/evidence/export': { GET: { kind: 'page', for: exporters, query: '?id=x_hidden', notThereFor: elsewhere } },
  '/evidence/exports': { GET: { kind: 'page', for: exporters } },
  '/sign-in/link': { GET: { kind: 'open', status: 200 } },

  // By the key of a project alone: whoever else sends is a stranger, and there is nothing to see.
  '/batch': { POST: { kind: 'open', status: 401 } },
  '/capture': { POST: { kind: 'open', status: 401 } },
  '/e': { POST: { kind: 'open', status: 401 } },
  '/i/v0/e': { POST: { kind: 'open', status: 401 } },
  '/flags': { POST: { kind: 'open', status: 200 } },
  '/decide': { POST: { kind: 'open', status: 200 } },
  // Brackets are in no project key.
  '/array/[token]/config': { GET: { kind: 'open', status: 404 } },
  '/array/[token]/config.js': { GET: { kind: 'open', status: 404 } },
  // Nothing is there unless it is configured.
  '/r/[name]/[...path]': { GET: { kind: 'open', status: 404 }, POST: { kind: 'open', status: 404 } },
  // By the key of a DSN alone: whoever else asks is a stranger.
  '/api/[project]/envelope': { POST: { kind: 'open', status: 401 } },
  '/api/[project]/store': { POST: { kind: 'open', status: 401 } },
  '/api/auth/[...nextauth]': { POST: { kind: 'open', status: 303 } },
  '/api/exports/ask': { POST: { kind: 'form', for: exporters } },
  '/api/exports/cancel': { POST: { kind: 'form', for: exporters } },
  '/api/evidence/verify': { POST: { kind: 'form', for: verifiers } },
  '/api/health': { GET: { kind: 'open', status: 200 } },
  '/api/issues/settle': { POST: { kind: 'form', for: ['support', 'product', 'admin'] } },
  '/api/list-look': { POST: { kind: 'open', status: 303, fields: { density: 'compact' } } },
  '/api/people/change': { POST: { kind: 'form', for: admin } },
  '/api/people/disable': { POST: { kind: 'form', for: admin } },
  '/api/people/enable': { POST: { kind: 'form', for: admin } },
  '/api/people/end-sessions': { POST: { kind: 'form', for: admin } },
  '/api/people/invite': { POST: { kind: 'form', for: admin } },
  '/api/people/link': { POST: { kind: 'form', for: admin } },
  '/api/projects/create': { POST: { kind: 'form', for: admin } },
  '/api/projects/revoke': { POST: { kind: 'form', for: admin } },
  '/api/ready': { GET: { kind: 'open', status: 200 } },
  '/api/retention/set': { POST: { kind: 'form', for: admin } },
  '/api/sample/remove': { POST: { kind: 'form', for: admin } },
  '/api/sign-in/link': { POST: { kind: 'open', status: 303 } },
  '/api/theme': { POST: { kind: 'open', status: 303, fields: { theme: 'dark' } } },
  '/api/tokens/create': { POST: { kind: 'form', for: admin } },
  '/api/tokens/revoke': { POST: { kind: 'form', for: admin } },
  '/api/v1/action': { GET: { kind: 'api', for: signedIn, status: 200, query: '?ref=billing~1', notThereFor: elsewhere } },
  '/api/v1/actions': {
    GET: { kind: 'api', for: signedIn, status: 200 },
    POST: { kind: 'api', for: admin, status: 200, body: '[{"event_id":"e_1","action":"matrix.tried"}]' },
  },
  '/api/v1/actions/export': { GET: { kind: 'api', for: exporters, status: 200 } },
  '/api/v1/export': { GET: { kind: 'api', for: exporters, status: 200, query: '?id=x_hidden', notThereFor: elsewhere } },
  // Only whoever asked for it gets the file.
  '/api/v1/export/file': { GET: { kind: 'api', for: exporters, status: 404, query: '?id=x_hidden' } },
  '/api/v1/exports': { GET: { kind: 'api', for: exporters, status: 200 } },
  '/api/v1/actions/facets': { GET: { kind: 'api', for: signedIn, status: 200, query: '?by=action' } },
  '/api/v1/openapi.json': { GET: { kind: 'open', status: 200 } },
  '/api/v1/subjects/history': { GET: { kind: 'api', for: signedIn, status: 200, query: '?type=customer&id=c_hidden' } },
  '/api/usage/mark': { POST: { kind: 'form', for: ['product', 'admin'] } },
  '/api/usage/sync': { POST: { kind: 'form', for: admin } },
  '/api/zone': { POST: { kind: 'open', status: 303, fields: { tz: 'Asia/Tokyo' } } },
  '/api/metrics': { GET: { kind: 'api', for: admin, status: 200 } },
  '/api/v1/dossier': { GET: { kind: 'api', for: signedIn, status: 200, query: '?id=req-hidden' } },
  '/api/v1/issue': { GET: { kind: 'api', for: signedIn, status: 200, query: '?id=1', notThereFor: elsewhere } },
  // An issue is everybody's: the others see some organisations.
  '/api/v1/issue/status': { POST: { kind: 'api', for: admin, status: 200, body: '{"id":"1","status":"resolved"}' } },
  '/api/v1/issues': { GET: { kind: 'api', for: signedIn, status: 200 } },
  '/api/v1/issues/events': { GET: { kind: 'api', for: signedIn, status: 200 } },
  '/api/v1/line': { GET: { kind: 'api', for: signedIn, status: 200, query: '?id=1', notThereFor: elsewhere } },
  '/api/v1/logs': {
    GET: { kind: 'api', for: signedIn, status: 200 },
    POST: { kind: 'api', for: admin, status: 200, body: '{"msg":"matrix tried"}' },
  },
  '/api/v1/logs/facets': { GET: { kind: 'api', for: signedIn, status: 200, query: '?by=service' } },
  '/api/v1/logs/vercel': { POST: { kind: 'api', for: admin, status: 200, body: '[]' } },
  '/api/v1/usage/feature': { GET: { kind: 'api', for: signedIn, status: 200, query: '?name=hidden', notThereFor: elsewhere } },
  '/api/v1/usage/features': { GET: { kind: 'api', for: signedIn, status: 200 } },
  '/api/v1/usage/churn': {
    POST: { kind: 'api', for: admin, status: 200, body: '{"project":"shop","since":"2026-10","rows":[]}' },
  },
  '/api/v1/usage/sync': { POST: { kind: 'api', for: admin, status: 501 } },
  '/api/v1/usage/surfaces': { GET: { kind: 'api', for: signedIn, status: 200 } },
  '/v1/logs': { POST: { kind: 'api', for: admin, status: 200, body: '{}' } },
  // Nothing is sealed where this is tried.
  // Without the name of a file: whether one lies in dist is not what is asked here.
  '/api/v1/verifier': { GET: { kind: 'api', for: signedIn, status: 400 } },
  '/api/v1/checkpoint': { GET: { kind: 'api', for: signedIn, status: 404 } },
  '/api/v1/consistency': { GET: { kind: 'api', for: signedIn, status: 404, query: '?from=0' } },
  '/api/v1/proof': { GET: { kind: 'api', for: signedIn, status: 404, query: '?leaf=0' } },
  '/api/v1/tile/[...path]': { GET: { kind: 'api', for: signedIn, status: 404 } },
  '/api/v1/verification': { GET: { kind: 'api', for: signedIn, status: 404, query: '?id=1' } },
  '/api/v1/verifications': { GET: { kind: 'api', for: signedIn, status: 200 }, POST: { kind: 'api', for: verifiers, status: 404 } },
  '/api/v1/session': { GET: { kind: 'api', for: signedIn, status: 200 } },
};

/** Where the signed-in are sent on, so that its answer to GET is the mirror of a page's. */
export const signInPage = '/sign-in';
/** Pages that Next makes by itself; they show nothing and have no address of their own. */
export const internal = ['/_not-found', '/_global-error'];
