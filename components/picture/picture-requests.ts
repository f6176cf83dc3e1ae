import type { ActionResult, Refusal } from "#lib/domain/action-result.ts";
import type { PictureCrop } from "#lib/domain/picture.ts";

const address = "/api/uploads/avatar";

type Answer = { readonly avatarId: string | null; readonly url: string | null };

/** Gives the address of the new picture, or a refusal with its sentence. */
export async function sendPicture(
  file: File,
  crop: PictureCrop | null,
): Promise<ActionResult<string | null>> {
  const search = crop
    ? `?${new URLSearchParams(Object.entries(crop).map(([name, part]) => [name, part.toFixed(5)]))}`
    : "";
  return request(`${address}${search}`, {
    method: "PUT",
    headers: { "content-type": file.type || "application/octet-stream" },
    body: file,
  });
}

export async function dropPicture(): Promise<ActionResult<string | null>> {
  return request(address, { method: "DELETE" });
}

async function request(url: string, init: RequestInit): Promise<ActionResult<string | null>> {
  try {
    const response = await fetch(url, init);
    const answer = (await response.json()) as Answer | Refusal;
    if (!("ok" in answer)) return { ok: true, value: answer.url };
    return { ...answer, message: answer.fields?.picture ?? answer.message };
  } catch {
    const message = "The picture did not get through. Check your connection, then choose it again.";
    return { ok: false, code: "unavailable", message };
  }
}
