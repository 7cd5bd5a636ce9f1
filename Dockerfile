# Not built where Tracebook is developed: the commands of its last stage are tested there without Docker.
FROM node:22-bookworm-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node scripts/build-all.mjs && npm prune --omit=dev --no-audit --no-fund && rm -rf .next/cache

FROM node:22-bookworm-slim
WORKDIR /app
RUN useradd --uid 1001 --create-home tracebook && install -d -o tracebook /data
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 PORT=3000 TRACEBOOK_DATA=/data
COPY --from=build --chown=root:root /app ./
USER tracebook
VOLUME /data
EXPOSE 3000
HEALTHCHECK --start-period=60s --interval=10s --timeout=5s CMD ["node", "scripts/healthcheck.mjs"]
CMD ["node", "dist/tracebook.mjs", "start"]
