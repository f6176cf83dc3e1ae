/** What the parts of a Word document are, by its own list of them, and which have to be replaced or left out. */

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { decodeText } from "#lib/domain/text-encoding.ts";

import { refusal } from "./refuse.ts";

import type { Entry } from "yauzl";

/** The files in the archive by name. */
export type Entries = Map<string, Entry>;

export type Manifest = {
  /** Part name → the text it is replaced with. */
  replacements: ReadonlyMap<string, string>;
  /** Part names of pictures of the first page. */
  thumbnails: ReadonlySet<string>;
};

const contentTypesPart = "[Content_Types].xml";
const relationsPart = "_rels/.rels";
const wordMain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const schemas = "http://schemas.openxmlformats.org";
const emptyCore = `${xmlHead}<cp:coreProperties xmlns:cp="${schemas}/package/2006/metadata/core-properties"/>`;
const emptyExtended = `${xmlHead}<Properties xmlns="${schemas}/officeDocument/2006/extended-properties"/>`;
const emptyCustom = `${xmlHead}<Properties xmlns="${schemas}/officeDocument/2006/custom-properties"/>`;

/** Author, last editor, dates, title, keywords; company, manager, template; whatever a company's software adds. */
const emptyProperties: ReadonlyMap<string, string> = new Map([
  ["application/vnd.openxmlformats-package.core-properties+xml", emptyCore],
  ["application/vnd.openxmlformats-officedocument.extended-properties+xml", emptyExtended],
  ["application/vnd.openxmlformats-officedocument.custom-properties+xml", emptyCustom],
]);

/** Throws `invalid_input` for an archive that is not a Word document, or one that holds programs. */
export async function readManifest(
  entries: Entries,
  read: (entry: Entry) => Promise<Buffer>,
): Promise<Manifest> {
  const list = entries.get(contentTypesPart);
  if (!list) throw refusal(documentRefusals.notWord);
  const typeOf = contentTypes(decodeText(await read(list)));
  const types = [...entries.keys()].map(typeOf);
  if (types.some((type) => /macroEnabled|vbaProject/i.test(type))) throw refusal(documentRefusals.macroWord);
  const main = [...entries.keys()].find((name) => name.startsWith("word/") && typeOf(name) === wordMain);
  if (main === undefined) throw refusal(documentRefusals.notWord);

  const replacements = new Map<string, string>();
  for (const name of entries.keys()) {
    const empty = emptyProperties.get(typeOf(name));
    if (empty !== undefined) replacements.set(name, empty);
  }
  const thumbnails = new Set<string>();
  const relations = entries.get(relationsPart);
  if (relations) {
    const text = decodeText(await read(relations)).replace(/<Relationship\b[^>]*>/g, (element) => {
      if (!attribute(element, "Type").endsWith("/metadata/thumbnail")) return element;
      thumbnails.add(attribute(element, "Target").replace(/^\.?\//, ""));
      return "";
    });
    if (thumbnails.size > 0) replacements.set(relationsPart, text);
  }
  return { replacements, thumbnails };
}

/** Part name → content type: by the name itself, else by its ending, else "". */
function contentTypes(xml: string): (name: string) => string {
  const byName = new Map<string, string>();
  const byEnding = new Map<string, string>();
  for (const [element, kind] of xml.matchAll(/<(?:\w+:)?(Override|Default)\b[^>]*>/g)) {
    const type = attribute(element, "ContentType");
    if (kind === "Override")
      byName.set(attribute(element, "PartName").replace(/^\//, "").toLowerCase(), type);
    else byEnding.set(attribute(element, "Extension").toLowerCase(), type);
  }
  return (name) => {
    const lower = name.toLowerCase();
    return byName.get(lower) ?? byEnding.get(lower.slice(lower.lastIndexOf(".") + 1)) ?? "";
  };
}

function attribute(element: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(element);
  return match?.[1] ?? match?.[2] ?? "";
}
