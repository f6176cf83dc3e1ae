/** Where links in mails lead. A link carries a secret, so its address must not be one that a stranger's request chose. */
import { BlockList, isIP } from "node:net";

import { AppError } from "#lib/domain/errors.ts";

/** Loopback, private and link-local networks: addresses nobody on the internet can be at. */
const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
] as const) {
  privateNetworks.addSubnet(network, prefix, "ipv4");
}
privateNetworks.addAddress("::1", "ipv6");
privateNetworks.addSubnet("fc00::", 7, "ipv6");
privateNetworks.addSubnet("fe80::", 10, "ipv6");

/** True for a name or address that can only mean a machine at home: this one, or one on the same network. */
export function isAtHome(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  const version = isIP(name);
  if (version !== 0) return privateNetworks.check(name, version === 4 ? "ipv4" : "ipv6");
  return name === "localhost" || /^[a-z0-9.-]+\.(localhost|local)$/.test(name);
}

/**
 * The origin for links: the configured one; without it the request's own, if that is at home, since a request's Host is
 * whatever its sender wrote. Anything else throws `unavailable`, whose cause tells whoever runs the app what to set.
 */
export function linkOrigin(known: { publicUrl: string | null; requestOrigin: string | null }): string {
  if (known.publicUrl !== null) return known.publicUrl;
  const { requestOrigin } = known;
  if (requestOrigin !== null && URL.canParse(requestOrigin)) {
    const url = new URL(requestOrigin);
    if (isAtHome(url.hostname)) return url.origin;
  }
  throw new AppError("unavailable", {
    sentence:
      "Links by mail do not work here yet: whoever runs this KeepInTouch has to set its address first. Nothing was changed.",
    cause: new Error(
      "KEEPINTOUCH_URL must be set to the address people open: a link for a mail was asked for under another name",
    ),
  });
}
