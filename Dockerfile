# syntax=docker/dockerfile:1

FROM node:24-slim AS base
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1

# Packages: a layer of its own, kept until the lock file changes.
FROM base AS deps
COPY package.json package-lock.json .npmrc ./
COPY lib/cli/boot.mjs lib/cli/boot.mjs
COPY lib/cli/boot lib/cli/boot
RUN node lib/cli/boot.mjs install

FROM deps AS build
COPY . .
# The image brings its own Node, so the one from npm and the build's cache stay behind.
RUN node lib/cli/boot.mjs build && rm -rf .next/cache node_modules/node-linux-*

FROM base AS run
ENV NODE_ENV=production \
    KEEPINTOUCH_DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=build --chown=node:node /app ./
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The boot script passes signals on and waits until the store is saved and closed.
CMD ["node", "lib/cli/boot.mjs", "start"]
