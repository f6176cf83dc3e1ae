/** PDFs for the demo: a heading and paragraphs, set in the fonts every PDF reader has. */
import { PDFDocument, StandardFonts, rgb, type PDFFont } from "@cantoo/pdf-lib";

export type Paper = {
  readonly title: string;
  readonly font: "sans" | "serif";
  /** A block beginning with "# " is a heading; the others are paragraphs. */
  readonly blocks: readonly string[];
};

const page = { width: 595, height: 842, margin: 72 };
const ink = rgb(0.09, 0.18, 0.21);

/** As many A4 pages as it takes. */
export async function printPaper({ title, font, blocks }: Paper): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(title);
  pdf.setAuthor("Somebody whose name must not stay in here");
  const regular = await pdf.embedFont(font === "serif" ? StandardFonts.TimesRoman : StandardFonts.Helvetica);
  const bold = await pdf.embedFont(
    font === "serif" ? StandardFonts.TimesRomanBold : StandardFonts.HelveticaBold,
  );

  let sheet = pdf.addPage([page.width, page.height]);
  let y = page.height - page.margin;
  const write = (text: string, style: { font: PDFFont; size: number; after: number }) => {
    for (const line of wrap(text, style.font, style.size)) {
      if (y < page.margin) {
        sheet = pdf.addPage([page.width, page.height]);
        y = page.height - page.margin;
      }
      sheet.drawText(line, { x: page.margin, y, size: style.size, font: style.font, color: ink });
      y -= style.size * 1.45;
    }
    y -= style.after;
  };

  write(title, { font: bold, size: 24, after: 14 });
  for (const block of blocks) {
    if (block.startsWith("# ")) write(block.slice(2), { font: bold, size: 14, after: 2 });
    else write(block, { font: regular, size: 11.5, after: 9 });
  }
  return Buffer.from(await pdf.save());
}

function wrap(text: string, font: PDFFont, size: number): string[] {
  const room = page.width - 2 * page.margin;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && font.widthOfTextAtSize(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
