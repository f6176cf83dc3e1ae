/** How the stack behaves to the outside: well, or as a service does on a bad day. */
import { setTimeout as wait } from "node:timers/promises";
import type { IncomingMessage, ServerResponse } from "node:http";

export type Behavior =
  | { readonly kind: "well" }
  /** Connections break without an answer. */
  | { readonly kind: "away" }
  /** Every answer comes that much later. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** Every request is answered with that status. */
  | { readonly kind: "refusing"; readonly status: number };

/** What does not behave well. Left out: everything. */
export type Part = "rest" | "auth" | "storage";

/** True when the request has been dealt with. */
export async function misbehave(
  behavior: Behavior,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (behavior.kind === "away") {
    request.socket.destroy();
    return true;
  }
  if (behavior.kind === "slow") await wait(behavior.milliseconds);
  if (behavior.kind !== "refusing") return false;
  response.writeHead(behavior.status, { "content-type": "application/json" });
  response.end(JSON.stringify({ message: "name resolution failed" }));
  return true;
}
