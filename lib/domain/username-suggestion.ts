/** Usernames someone of a given name might like, all of them within the rule; none when the name has no letters we can use. */
import { UsernameSchema } from "./profile.ts";

/** What somebody who is picking a name is told. */
export type UsernameAnswer = {
  /** `refused` breaks a rule; `problem` says which. */
  readonly status: "free" | "taken" | "refused";
  readonly problem: string | null;
  /** Names that are free, for the display name given; none while the asked one is free. */
  readonly suggestions: readonly string[];
};

/** Letters that do not come apart into a plain one and an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i",
}; // prettier-ignore

const mostCandidates = 8;

export function suggestUsernames(displayName: string): string[] {
  const words = toWords(displayName);
  const first = words[0];
  if (first === undefined) return [];
  const last = words.length > 1 ? words.at(-1) : undefined;
  const shapes = last
    ? [
        first,
        words.join("-"),
        `${first}-${last}`,
        words.slice(-2).join("-"),
        `${first}${last}`,
        `${first}-${last[0]}`,
      ]
    : [first];
  const numbered = [2, 3, 4, 5].map((number) => `${last ? `${first}-${last}` : first}-${number}`);
  const fitting = [...shapes, ...numbered]
    .map(shorten)
    .filter((name) => UsernameSchema.safeParse(name).success);
  return [...new Set(fitting)].slice(0, mostCandidates);
}

function toWords(name: string): string[] {
  const plain = [...name.toLowerCase().normalize("NFKD")]
    .map((letter) => plainLetters[letter] ?? letter)
    .join("");
  return plain
    .replace(/[\p{M}'’.]/gu, "")
    .split(/[^a-z0-9]+/)
    .filter((word) => /[a-z]/.test(word));
}

function shorten(name: string): string {
  return name.slice(0, 30).replace(/-+$/, "");
}
