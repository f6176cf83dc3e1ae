/** Lists are read a page at a time by cursor, so that nothing is skipped or shown twice while rows come and go. */
import { z } from "zod";

export const maximumPageSize = 100;

export const PageRequestSchema = z.object({
  /** From the page before; absent for the first. Opaque: only the store that made it reads it. */
  cursor: z.string().max(2000).nullish(),
  limit: z.number().int().min(1).max(maximumPageSize).default(50),
});
export type PageRequest = z.input<typeof PageRequestSchema>;

/** `nextCursor` is null on the last page. */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };
