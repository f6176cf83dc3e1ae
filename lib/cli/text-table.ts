/** Rows of words in columns, as a terminal shows them. */

/** The first row is the heading. Columns whose every other cell is a number stand to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const columns = heading.map((title, index) => {
    const cells = body.map((row) => row[index] ?? "");
    const isNumeric = cells.length > 0 && cells.every((cell) => /^[\d,.]*( [KMGT]?B| bytes?)?$/.test(cell));
    return { width: Math.max(title.length, ...cells.map((cell) => cell.length)), isNumeric };
  });
  const line = (row: readonly string[]) =>
    columns
      .map(({ width, isNumeric }, index) => {
        const cell = row[index] ?? "";
        return isNumeric ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const rule = columns.map(({ width }) => "-".repeat(width)).join("  ");
  return [line(heading), rule, ...body.map(line)].join("\n");
}
