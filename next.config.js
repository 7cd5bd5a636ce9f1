/**
 * What a page may load where `proxy.ts` did not run: as little as Next's own inline scripts leave possible. Their nonce must be
 * another one in each answer, so that only the proxy can name it; its stricter policy takes the place of this one.
 */
const pagePolicy = [
  `default-src 'self'`,
  `script-src 'self' 'unsafe-inline'`,
  `style-src 'self'`,
  `style-src-attr 'unsafe-inline'`,
  `img-src 'self' data:`,
  `object-src 'none'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

/** What holds for every answer (OWASP ASVS 3.4). */
const everywhere = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'referrer-policy', value: 'no-referrer' },
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
  { key: 'cross-origin-resource-policy', value: 'same-origin' },
  { key: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=()' },
  // Browsers heed it over https only.
  { key: 'strict-transport-security', value: 'max-age=31536000' },
  { key: 'content-security-policy', value: pagePolicy },
];

/**
 * Plain JavaScript because Next reads it before any compiler runs.
 *
 * @type {import('next').NextConfig}
 */
const config = {
  poweredByHeader: false,
  // The server does it (bin/web-server.ts).
  compress: false,
  reactStrictMode: true,
  // SDKs post to addresses that end in a slash; a 308 would lose their bodies.
  skipTrailingSlashRedirect: true,
  // It looks for drizzle-orm by a computed name, which a bundler cannot follow.
  serverExternalPackages: ['rate-limiter-flexible'],
  images: { unoptimized: true },
  typedRoutes: true,
  agentRules: false,
  experimental: {
    agentUpgrade: false,
    // forbidden() is the only way to a page with status 403.
    authInterrupts: true,
    // A process holds the screens that somebody looked at: all of them at once are some 30 MB more.
    preloadEntriesOnStart: false,
  },
  outputFileTracingRoot: __dirname,
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    // The last one of a name counts.
    // A script for pages of every origin, as no other is.
    { source: '/array/:path*', headers: [{ key: 'cross-origin-resource-policy', value: 'cross-origin' }] },
    { source: '/api/:path*', headers: [{ key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'" }] },
  ],
};

module.exports = config;
