/**
 * The real storage server answers a move of what the caller may not change as if it were not there; @supabase/lite says
 * that the new place is refused, whether it is or the old one is.
 */
import type { Call } from "./call.ts";
import type { DatabaseFault } from "./database-errors.ts";
import { storageError } from "./storage-errors.ts";

export function refuseMove(call: Call, answer: Response, fault: DatabaseFault | null): Response {
  const isRefused = call.url.pathname === "/storage/v1/object/move" && fault?.code === "42501";
  // Postgres names the table when a row is refused; @supabase/lite's own refusal, for no row, does not.
  if (!isRefused || fault.message.includes("for table")) return answer;
  return storageError("404", "NoSuchKey", "not_found", "Object not found");
}
