import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";

import { StyleNonce } from "#components/layout/style-nonce.tsx";
import { parseTheme, themeCookie } from "#components/layout/theme.ts";
import { ToastProvider } from "#components/ui/toast.tsx";

import { fontVariables } from "./fonts.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "KeepInTouch", template: "%s · KeepInTouch" },
  description:
    "A private place where the people you choose stay up to date with your life. You decide, thing by thing, who sees what.",
  applicationName: "KeepInTouch",
  referrer: "same-origin",
  formatDetection: { telephone: false, email: false, address: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  // The paper and night tokens of globals.css; browsers do not take variables here.
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6faf8" },
    { media: "(prefers-color-scheme: dark)", color: "#07171c" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const nonce = (await headers()).get("x-nonce") ?? undefined;

  return (
    <html lang="en" data-theme={theme} className={fontVariables}>
      <body>
        <StyleNonce nonce={nonce} />
        <ToastProvider>{children}</ToastProvider>
      </body>
    </html>
  );
}
