/** The headers every page carries: what the browser may load, and what other sites may do with our pages. */

export type SecurityContext = {
  /** Fresh for every response, base64. */
  readonly nonce: string;
  /** Whether the person reached us over https. */
  readonly https: boolean;
  /** The development server evaluates code, injects styles and talks over a web socket. */
  readonly development: boolean;
  /** Origin of the storage that browsers send files to and fetch them from; null when the app does both itself. */
  readonly storageOrigin: string | null;
};

/** The value of `content-security-policy`. Scripts run only with the nonce or when loaded by one that has it. */
export function contentSecurityPolicy(context: SecurityContext): string {
  const { nonce, https, development } = context;
  const storage = context.storageOrigin === null ? [] : [context.storageOrigin];
  const directives: Readonly<Record<string, readonly string[]>> = {
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(development ? ["'unsafe-eval'"] : []),
    ],
    // A nonce would switch 'unsafe-inline' off again, so development has one and production the other.
    "style-src": ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    "img-src": ["'self'", "blob:", "data:", ...storage],
    "media-src": ["'self'", "blob:", ...storage],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...storage, ...(development ? ["ws:"] : [])],
    "worker-src": ["'self'", "blob:"],
    "frame-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    ...(https ? { "upgrade-insecure-requests": [] } : {}),
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}

/** Header name → value, the policy above among them. */
export function securityHeaders(context: SecurityContext): Readonly<Record<string, string>> {
  return {
    "content-security-policy": contentSecurityPolicy(context),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    // Links in mails carry secrets; `no-referrer` would also turn the Origin of our own forms into "null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(context.https ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  };
}
