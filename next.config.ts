import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native or WASM packages that must be loaded from node_modules, not bundled.
  serverExternalPackages: ["sharp", "@hyzyla/pdfium", "heic-decode", "@node-rs/bcrypt", "nodemailer", "yazl"],
  // `npm run check` type-checks with the native compiler; doing it twice would only slow the build down.
  typescript: { ignoreBuildErrors: true },
};

export default config;
