/** What became of files sent by a plain form, carried to the next page in a cookie of a minute. */
import { z } from "zod";

export const UploadReportSchema = z.object({
  /** How many were taken. */
  accepted: z.number().int().min(0),
  /** Those that were not, with the reason. Names may be shortened. */
  refused: z.array(z.object({ name: z.string(), sentence: z.string() })),
  /** Refused ones that did not fit in here. */
  unnamed: z.number().int().min(0),
  /** Why nothing could be taken at all. */
  problem: z.string().nullable(),
});
export type UploadReport = z.infer<typeof UploadReportSchema>;

export const uploadReportCookie = { name: "keepintouch_uploads", maxAge: 60 } as const;

/** Browsers keep about 4,096 bytes a cookie; encoded, a character may take twelve. */
const roomForRefusals = 2500;
const longestName = 60;

export function createUploadReport(
  files: readonly { name: string; refusal: string | null }[],
  problem: string | null = null,
): UploadReport {
  const refusals = files.flatMap(({ name, refusal }) =>
    refusal === null ? [] : [{ name: shorten(name), sentence: refusal }],
  );
  const refused: UploadReport["refused"] = [];
  let used = 0;
  for (const refusal of refusals) {
    used += new TextEncoder().encode(JSON.stringify(refusal)).length;
    if (used > roomForRefusals) break;
    refused.push(refusal);
  }
  return {
    accepted: files.length - refusals.length,
    refused,
    unnamed: refusals.length - refused.length,
    problem,
  };
}

export function encodeUploadReport(report: UploadReport): string {
  const bytes = new TextEncoder().encode(JSON.stringify(report));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Null for anything that is not a report: the cookie is the browser's, and so is its content. */
export function decodeUploadReport(text: string | null | undefined): UploadReport | null {
  if (!text) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
      c.charCodeAt(0),
    );
    const report = UploadReportSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return report.success ? report.data : null;
  } catch {
    return null;
  }
}

function shorten(name: string): string {
  const characters = [...name];
  return characters.length > longestName ? `${characters.slice(0, longestName).join("")}…` : name;
}
