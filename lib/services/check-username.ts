/** Tells somebody who is picking a username whether it can be theirs, and which others could. */
import { UsernameSchema } from "#lib/domain/profile.ts";
import { suggestUsernames, type UsernameAnswer } from "#lib/domain/username-suggestion.ts";
import type { Store } from "#lib/store/port.ts";

const mostSuggestions = 3;

/** `own` is the name the asker has already: it counts as free. */
export async function checkUsername(
  store: Store,
  asked: { username: string; displayName: string; own?: string },
): Promise<UsernameAnswer> {
  const checked = UsernameSchema.safeParse(asked.username);
  if (checked.success) {
    const isFree = checked.data === asked.own || (await store.profiles.isUsernameFree(checked.data));
    if (isFree) return { status: "free", problem: null, suggestions: [] };
  }
  const suggestions = await findFree(store, suggestUsernames(asked.displayName), checked.data);
  if (checked.success) return { status: "taken", problem: null, suggestions };
  return { status: "refused", problem: checked.error.issues[0]?.message ?? null, suggestions };
}

async function findFree(
  store: Store,
  candidates: readonly string[],
  except: string | undefined,
): Promise<string[]> {
  const free: string[] = [];
  for (const candidate of candidates) {
    if (free.length === mostSuggestions) break;
    if (candidate !== except && (await store.profiles.isUsernameFree(candidate))) free.push(candidate);
  }
  return free;
}
