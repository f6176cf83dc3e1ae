/** A page with the mails the stack has caught, newest first, at an address of its own. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { StackMail } from "./stack.ts";

/** Port 0: any free one. */
export async function serveMails(
  port: number,
  mails: () => readonly StackMail[],
): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("cache-control", "no-store");
    response.end(pageOf(mails().toReversed()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pageOf(mails: readonly StackMail[]): string {
  const articles = mails.map(
    ({ to, subject, html }) => `<article><h2>${escaped(subject)}</h2><p>To ${escaped(to)}</p>
      <iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="${escaped(subject)}"
        srcdoc="${escaped(`<base target="_blank">${html}`)}"></iframe></article>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mails (${mails.length})</title>
    <meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="10">
    <style>body{font:16px/1.5 system-ui;max-width:45rem;margin:2rem auto;padding:0 1rem}
      iframe{width:100%;height:22rem;border:1px solid #ccc}</style></head>
    <body><h1>Mails</h1>${articles.join("") || "<p>No mail yet. It will be here.</p>"}</body></html>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
