/** "You and Ben", "You, Ben, Cleo and 4 more", "Only you". The viewer is always among them and is not in `people`. */
export function namesInWords(people: readonly string[], atMost = 6): string {
  if (people.length === 0) return "Only you";
  const shown = people.slice(0, atMost);
  const rest = people.length - shown.length;
  const parts = ["You", ...shown, ...(rest > 0 ? [`${rest} more`] : [])];
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
