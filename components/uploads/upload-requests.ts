/** What the queue asks of the app: announce, find out where to send, finish, discard. */
import { forgetSentAddress } from "./sent-addresses.ts";
import { toAnswer, type Answer } from "./upload-answers.ts";
import type { UploadItem } from "./upload-state.ts";

const endpoint = "/api/uploads";

/** Gives the target to send to. The same upload again is no second one, and its target a fresh one. */
export async function announce({
  id,
  name,
  type,
  size,
  categoryId,
}: Pick<UploadItem, "id" | "name" | "type" | "size" | "categoryId">): Promise<Answer> {
  return request(`${endpoint}/announce`, { id, name, declaredType: type, size, categoryId });
}

/** The document, or the reason why there is none. */
export async function finish(id: string): Promise<Answer> {
  const answer = await request(`${endpoint}/${id}/finish`, null);
  if (answer.kind === "accepted" || answer.kind === "refused") forgetSentAddress(id);
  return answer;
}

export async function discard(id: string): Promise<void> {
  forgetSentAddress(id);
  const headers = { "Tus-Resumable": "1.0.0" };
  // What cannot be told now, housekeeping will find.
  await fetch(`${endpoint}/${id}`, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
}

async function request(url: string, body: object | null): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    return toAnswer(response.status, await response.text());
  } catch {
    return { kind: "unreachable" };
  }
}
