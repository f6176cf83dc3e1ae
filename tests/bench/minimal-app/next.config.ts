import path from "node:path";

import type { NextConfig } from "next";

const config: NextConfig = {
  // Next comes from the benchmark's own packages; any higher and it would run our proxy and instrumentation as well.
  turbopack: { root: path.resolve(import.meta.dirname, "..") },
  outputFileTracingRoot: path.resolve(import.meta.dirname, ".."),
  typescript: { ignoreBuildErrors: true },
};

export default config;
