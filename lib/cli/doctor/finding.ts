/** What the doctor says of one thing it looked at. */

export type Finding = {
  /** What was looked at, in a few words. */
  readonly about: string;
  /** `note`: worth knowing, and nothing wrong. */
  readonly state: "well" | "note" | "wrong";
  /** What was found, a sentence. */
  readonly found: string;
  /** What to do about it; null when there is nothing to do. */
  readonly remedy: string | null;
};

export const well = (about: string, found: string): Finding => ({
  about,
  state: "well",
  found,
  remedy: null,
});

export const note = (about: string, found: string, remedy: string | null = null): Finding => ({
  about,
  state: "note",
  found,
  remedy,
});

export const wrong = (about: string, found: string, remedy: string): Finding => ({
  about,
  state: "wrong",
  found,
  remedy,
});
