/** A stale update is told what there is by now. The database's refusal does not carry it: its log would. */
import { AppError, isAppError } from "#lib/domain/errors.ts";

/** Runs `update`; on `conflict` reads the row and throws it along, or `not_found` when it has gone meanwhile. */
export async function withCurrent<T>(update: () => Promise<T>, read: () => Promise<T | null>): Promise<T> {
  try {
    return await update();
  } catch (error) {
    if (!isAppError(error, "conflict")) throw error;
    const current = await read();
    if (current === null) throw new AppError("not_found", { cause: error });
    throw new AppError("conflict", { cause: error, current });
  }
}
