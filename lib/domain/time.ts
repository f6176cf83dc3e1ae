/** Points in time are ISO 8601 strings in UTC with milliseconds, so that they sort as text and travel as JSON. */
import { z } from "zod";

export const TimestampSchema = z.iso.datetime({ offset: true });

/** A clock, so that expiry can be tested without waiting. Milliseconds since the epoch. */
export type Clock = () => number;

/** Milliseconds since the epoch → ISO 8601 in UTC. */
export function toTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
