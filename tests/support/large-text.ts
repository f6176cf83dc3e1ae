/** Text of an exact length, different in every line, for what is kept byte for byte. */

const lineOf = (number: number) =>
  `${String(number).padStart(10, "0")} High water at five, and a letter from Ben.\n`;

export function largeText(size: number): Buffer {
  const text = Buffer.alloc(size, "\n");
  let offset = 0;
  for (let number = 0; offset < size; number += 1) offset += text.write(lineOf(number), offset, "latin1");
  return text;
}
