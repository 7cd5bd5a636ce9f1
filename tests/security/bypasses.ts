import type { OutgoingHttpHeaders } from 'node:http';

interface Bypass {
  readonly path?: string;
  readonly headers: OutgoingHttpHeaders;
}

/** Requests that have got past somebody's proxy or router before, for one guarded path. */
export function bypasses(path: string): Bypass[] {
  return [...headerSets.map((headers) => ({ headers })), ...oddPaths(path)];
}

const headerSets: readonly OutgoingHttpHeaders[] = [
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  { 'x-middleware-subrequest': 'src/middleware' },
  { 'x-middleware-rewrite': '/settings/people' },
  { 'x-middleware-next': '1' },
  { 'x-middleware-override-headers': 'x-tracebook-address', 'x-middleware-request-x-tracebook-address': '/settings' },
  { 'x-nextjs-data': '1' },
  { 'x-invoke-path': '/settings/people' },
  { 'x-invoke-status': '200' },
  { 'x-invoke-output': '/settings/people' },
  { 'x-matched-path': '/sign-in' },
  { 'x-now-route-matches': '1=people' },
  { 'x-next-revalidated-tags': '_N_T_/settings' },
  { 'x-prerender-revalidate': '1' },
  { 'x-forwarded-user': 'admin@example.com', 'x-forwarded-email': 'admin@example.com', 'x-role': 'admin' },
  { 'x-original-url': '/sign-in', 'x-rewrite-url': '/sign-in' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
  { 'x-http-method-override': 'DELETE', 'x-method-override': 'GET' },
  { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript', forwarded: 'host=evil.example' },
  { 'x-tracebook-address': '//evil.example' },
  { authorization: 'Bearer undefined' },
  { authorization: 'Basic YWRtaW46YWRtaW4=' },
  { cookie: 'tracebook-session=; next-auth.session-token=admin; __Secure-next-auth.session-token=admin' },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
  { rsc: '1', 'next-router-segment-prefetch': '/_index' },
  { rsc: '1', 'next-router-state-tree': '%5B%22%22%2C%7B%7D%5D' },
  { purpose: 'prefetch', 'x-purpose': 'prefetch', 'sec-purpose': 'prefetch' },
];

function oddPaths(path: string): Bypass[] {
  const last = path.at(-1) ?? '';
  const encoded = `${path.slice(0, -1)}%${last.charCodeAt(0).toString(16)}`;
  const paths = [
    `${path}?_rsc=abcde`,
    `${path}.rsc`,
    `${path === '/' ? '/index' : path}.segments/_tree.segment.rsc`,
    `${path === '/' ? '/index' : path}.segments/__PAGE__.segment.rsc`,
    `/_next/data/development${path === '/' ? '/index' : path}.json`,
    `${path}/`,
    `${path}//`,
    `/${path}`,
    `/.${path}`,
    `/sign-in/..${path}`,
    `/sign-in%2f..${path}`,
    `/_next/static/..${path}`,
    `/_next/static/%2e%2e${path}`,
    `${path};x=1`,
    `${path}%00`,
    `${path}%20`,
    `${path}#x`,
    path.toUpperCase(),
    ...(path === '/' ? [] : [encoded, path.replaceAll('/', '%2f'), path.replaceAll('/', '\\')]),
  ];
  return paths.map((odd) => ({ path: odd, headers: {} }));
}
