import { PasswordSchema } from "#lib/domain/account.ts";

export type PasswordStrength = {
  /** 0 to 3. */
  readonly level: 0 | 1 | 2 | 3;
  readonly words: string;
};

/**
 * How hard a password that passes the rule is to guess, in words. A rough measure: its length, how many different
 * characters, and how many words or kinds of character it mixes; it knows no dictionary.
 */
export function measurePassword(password: string): PasswordStrength {
  if (password === "") return { level: 0, words: "" };
  const checked = PasswordSchema.safeParse(password);
  if (!checked.success) return { level: 0, words: checked.error.issues[0]?.message ?? "" };
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const words = password.split(/[\s._-]+/).filter((word) => word.length > 2).length;
  const effort = new Set(password).size + password.length / 2 + 2 * kinds + 2 * words;
  if (effort >= 30) return { level: 3, words: "Strong: hard to guess, even for a machine." };
  if (effort >= 22) return { level: 2, words: "Good. Another word would make it strong." };
  return { level: 1, words: "It will do. Longer is better than odd." };
}
