/** The keys of one stack, and tokens signed with its secret, as its own sign-in would give them. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export type StackKeys = {
  readonly publishableKey: string;
  readonly secretKey: string;
  /** What every token of this stack is signed with. */
  readonly jwtSecret: string;
};

/** Different for every stack, so that one's tokens are worth nothing to another. */
export function createKeys(): StackKeys {
  const random = () => randomBytes(24).toString("base64url");
  return {
    publishableKey: `sb_publishable_${random()}`,
    secretKey: `sb_secret_${random()}`,
    jwtSecret: random(),
  };
}

export type Claims = Readonly<Record<string, unknown>>;

export function signToken(claims: Claims, secret: string): string {
  const content = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${content}.${signatureOf(content, secret)}`;
}

/** The claims of a token that was signed with `secret` and lives at `now` (milliseconds); null otherwise. */
export function readToken(token: string, secret: string, now: number): Claims | null {
  const [head, body, signature] = token.split(".");
  if (head === undefined || body === undefined || signature === undefined) return null;
  const expected = Buffer.from(signatureOf(`${head}.${body}`, secret), "base64url");
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const claims = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Claims;
  return typeof claims.exp === "number" && claims.exp * 1000 <= now ? null : claims;
}

function signatureOf(content: string, secret: string): string {
  return createHmac("sha256", secret).update(content).digest("base64url");
}

/** `now` in milliseconds; lives an hour, as the tokens of a sign-in do. */
export function mintMemberToken(
  member: { id: string; email?: string; sessionId?: string },
  secret: string,
  now: number,
): string {
  const seconds = Math.floor(now / 1000);
  return signToken(
    {
      aud: "authenticated",
      role: "authenticated",
      sub: member.id,
      email: member.email ?? "",
      ...(member.sessionId === undefined ? {} : { session_id: member.sessionId }),
      iat: seconds,
      exp: seconds + 3600,
    },
    secret,
  );
}
