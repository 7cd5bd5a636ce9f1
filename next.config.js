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
  images: { unoptimized: true },
  typedRoutes: true,
  agentRules: false,
  experimental: { agentUpgrade: false },
  outputFileTracingRoot: __dirname,
};

module.exports = config;
