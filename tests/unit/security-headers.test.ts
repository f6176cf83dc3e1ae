import { unstable_doesMiddlewareMatch as doesProxyMatch } from "next/experimental/testing/server";
import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { contentSecurityPolicy, securityHeaders } from "#lib/domain/security-headers.ts";
import { config, proxy } from "../../proxy.ts";

const page = { nonce: "bm9uY2U=", https: false, development: false, storageOrigin: null };

/** Directive → its sources. */
function directives(policy: string): Record<string, string[]> {
  return Object.fromEntries(
    policy.split("; ").map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources];
    }),
  );
}

describe("the content security policy", () => {
  test("runs no script and applies no style without the nonce", () => {
    const policy = directives(contentSecurityPolicy(page));
    expect(policy["script-src"]).toEqual(["'self'", "'nonce-bm9uY2U='", "'strict-dynamic'"]);
    expect(policy["style-src"]).toEqual(["'self'", "'nonce-bm9uY2U='"]);
  });

  test("lets nobody frame us, takes no plug-ins, and sends forms only home", () => {
    expect(directives(contentSecurityPolicy(page))).toMatchObject({
      "default-src": ["'self'"],
      "frame-ancestors": ["'none'"],
      "object-src": ["'none'"],
      "base-uri": ["'none'"],
      "form-action": ["'self'"],
    });
  });

  test("lets files go to and come from the storage that keeps them, and nothing else", () => {
    const storage = "https://abc.supabase.co";
    const here = directives(contentSecurityPolicy(page));
    const there = directives(contentSecurityPolicy({ ...page, storageOrigin: storage }));
    for (const [name, sources] of Object.entries(there)) {
      const isForFiles = ["connect-src", "img-src", "media-src"].includes(name);
      expect({ name, sources: sources.filter((source) => source !== storage) }).toEqual({
        name,
        sources: here[name],
      });
      expect({ name, includes: sources.includes(storage) }).toEqual({ name, includes: isForFiles });
    }
  });

  test("gives the development server what it needs, and only there", () => {
    const development = contentSecurityPolicy({ ...page, development: true });
    expect(development).toContain("'unsafe-eval'");
    expect(contentSecurityPolicy(page)).not.toContain("unsafe");
    // A nonce beside it would make browsers ignore 'unsafe-inline'.
    expect(directives(development)["style-src"]).toEqual(["'self'", "'unsafe-inline'"]);
  });
});

describe("https", () => {
  test("is insisted on when the person came over it", () => {
    const headers = securityHeaders({ ...page, https: true });
    expect(headers["strict-transport-security"]).toMatch(/^max-age=\d{8}/);
    expect(headers["content-security-policy"]).toContain("upgrade-insecure-requests");
  });

  test("is not demanded of a laptop at home", () => {
    const headers = securityHeaders(page);
    expect(headers).not.toHaveProperty("strict-transport-security");
    expect(headers["content-security-policy"]).not.toContain("upgrade-insecure-requests");
  });

  test("is not believed from a header anybody could send", async () => {
    const request = new NextRequest("http://keep.example/", { headers: { "x-forwarded-proto": "https" } });
    expect((await proxy(request)).headers.has("strict-transport-security")).toBe(false);
  });
});

describe("the proxy", () => {
  test("gives each answer a nonce of its own and tells the page", async () => {
    const open = () => proxy(new NextRequest("http://keep.example/"));
    const [first, second] = await Promise.all([open(), open()]);
    const nonceOf = (response = first) => response?.headers.get("x-middleware-request-x-nonce") ?? "";
    expect(Buffer.from(nonceOf(), "base64")).toHaveLength(16);
    expect(first?.headers.get("content-security-policy")).toContain(`'nonce-${nonceOf()}'`);
    expect(nonceOf()).not.toBe(nonceOf(second));
  });

  test.each(["/", "/onboarding/basics", "/profile/documents", "/api/health", "/no/such/page"])(
    "covers %s",
    (url) => {
      expect(doesProxyMatch({ config, url })).toBe(true);
    },
  );

  test.each(["/api/uploads", "/api/uploads/0190", "/api/files/token", "/_next/static/chunks/a.js"])(
    "stays out of %s, whose bodies it would cut",
    (url) => {
      expect(doesProxyMatch({ config, url })).toBe(false);
    },
  );
});
