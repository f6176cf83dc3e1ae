/** Signs addresses of files, so that whoever has one may read that file until it expires, and nobody can make one up. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";

import type { Clock } from "#lib/domain/time.ts";
import type { SignedUrlOptions } from "../port.ts";
import { isMissing, syncFolder } from "./disk.ts";

const ClaimSchema = z.object({
  key: z.string(),
  /** Milliseconds since the epoch. */
  expires: z.number(),
  disposition: z.enum(["inline", "attachment"]),
  name: z.string(),
});
export type Claim = Pick<SignedUrlOptions, "disposition" | "name"> & {
  readonly key: string;
  readonly expires: number;
};

export type UrlSigner = {
  sign(claim: Claim): string;
  /** Null when forged or expired. */
  verify(token: string): Claim | null;
  /** Where a token is served. */
  urlOf(token: string): string;
};

export function createUrlSigner(key: Buffer, clock: Clock, baseUrl: string): UrlSigner {
  const signatureOf = (payload: string) => createHmac("sha256", key).update(payload).digest();
  return {
    sign(claim) {
      const payload = Buffer.from(JSON.stringify(claim)).toString("base64url");
      return `${payload}.${signatureOf(payload).toString("base64url")}`;
    },
    verify(token) {
      const [payload = "", signature = "", ...rest] = token.split(".");
      const given = Buffer.from(signature, "base64url");
      const expected = signatureOf(payload);
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        return null;
      const claim = ClaimSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
      return claim.expires > clock() ? claim : null;
    },
    urlOf: (token) => `${baseUrl}/api/files/${token}`,
  };
}

const keyBytes = 32;

export function createSigningKey(): Buffer {
  return randomBytes(keyBytes);
}

/** The data folder's key, made at the first start, so that addresses outlive a restart. One that is cut off is made anew. */
export async function openSigningKey(folder: string): Promise<Buffer> {
  const file = path.join(folder, "signing.key");
  const stored = readIfThere(file);
  if (stored?.length === keyBytes) return stored;
  const key = createSigningKey();
  await fs.promises.writeFile(`${file}.new`, key, { mode: 0o600, flush: true });
  await fs.promises.rename(`${file}.new`, file);
  await syncFolder(folder);
  return key;
}

function readIfThere(file: string): Buffer | null {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
