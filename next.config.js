/** What holds for every answer (OWASP ASVS 3.4). The policy for scripts needs a nonce for each answer: `proxy.ts` sets it. */
const everywhere = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'referrer-policy', value: 'no-referrer' },
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
  { key: 'cross-origin-resource-policy', value: 'same-origin' },
  { key: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=()' },
  // Browsers heed it over https only.
  { key: 'strict-transport-security', value: 'max-age=31536000' },
];

/**
 * Plain JavaScript because Next reads it before any compiler runs.
 *
 * @type {import('next').NextConfig}
 */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // SDKs post to addresses that end in a slash; a 308 would lose their bodies.
  skipTrailingSlashRedirect: true,
  // It looks for drizzle-orm by a computed name, which a bundler cannot follow.
  serverExternalPackages: ['rate-limiter-flexible'],
  images: { unoptimized: true },
  typedRoutes: true,
  agentRules: false,
  // forbidden() is the only way to a page with status 403.
  experimental: { agentUpgrade: false, authInterrupts: true },
  outputFileTracingRoot: __dirname,
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/api/:path*', headers: [{ key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'" }] },
  ],
};

module.exports = config;
