/** The one table of the kinds of file a member may keep here, and the early "no" that spares them an upload. */

import { documentRefusals, wrongKindSentence } from "#lib/domain/document-refusals.ts";

/** The largest file we take, in bytes. The limit itself is allowed. */
export const maximumFileBytes = 50 * 1024 * 1024;

export const documentGroups = ["photo", "document", "audio"] as const;
export type DocumentGroup = (typeof documentGroups)[number];

type DocumentKind = {
  group: DocumentGroup;
  /** For lists and filters. */
  label: string;
  /** With its article, for use within a sentence. */
  inWords: string;
  /** What it is served as. */
  mimeType: string;
  /** What it is served under, no dot. */
  extension: string;
  /** Endings it may arrive under, lower case, no dot. */
  extensions: readonly string[];
  /** Types browsers and phones declare for it, besides none and `application/octet-stream`. */
  declaredTypes: readonly string[];
};

export const documentKindIds = [
  "pdf",
  "docx",
  "text",
  "markdown",
  "csv",
  "jpeg",
  "png",
  "webp",
  "heic",
  "mp3",
  "m4a",
  "wav",
] as const;
export type DocumentKindId = (typeof documentKindIds)[number];

export const documentKinds: Readonly<Record<DocumentKindId, DocumentKind>> = {
  pdf: {
    group: "document",
    label: "PDF",
    inWords: "a PDF",
    mimeType: "application/pdf",
    extension: "pdf",
    extensions: ["pdf"],
    declaredTypes: ["application/pdf", "application/x-pdf"],
  },
  docx: {
    group: "document",
    label: "Word",
    inWords: "a Word document",
    mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    extension: "docx",
    extensions: ["docx"],
    declaredTypes: [
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/zip",
      "application/x-zip-compressed",
    ],
  },
  text: {
    group: "document",
    label: "Text",
    inWords: "a text file",
    mimeType: "text/plain",
    extension: "txt",
    extensions: ["txt", "text"],
    declaredTypes: ["text/plain"],
  },
  markdown: {
    group: "document",
    label: "Markdown",
    inWords: "a Markdown file",
    mimeType: "text/markdown",
    extension: "md",
    extensions: ["md", "markdown"],
    declaredTypes: ["text/markdown", "text/x-markdown", "text/plain"],
  },
  csv: {
    group: "document",
    label: "CSV",
    inWords: "a CSV table",
    mimeType: "text/csv",
    extension: "csv",
    extensions: ["csv"],
    // Windows with Excel installed declares a CSV file as an Excel one.
    declaredTypes: [
      "text/csv",
      "application/csv",
      "text/x-csv",
      "text/comma-separated-values",
      "text/plain",
      "application/vnd.ms-excel",
    ],
  },
  jpeg: {
    group: "photo",
    label: "JPEG",
    inWords: "a JPEG photo",
    mimeType: "image/jpeg",
    extension: "jpg",
    extensions: ["jpg", "jpeg", "jpe", "jfif"],
    declaredTypes: ["image/jpeg", "image/jpg", "image/pjpeg"],
  },
  png: {
    group: "photo",
    label: "PNG",
    inWords: "a PNG picture",
    mimeType: "image/png",
    extension: "png",
    extensions: ["png"],
    declaredTypes: ["image/png", "image/x-png", "image/apng"],
  },
  webp: {
    group: "photo",
    label: "WebP",
    inWords: "a WebP picture",
    mimeType: "image/webp",
    extension: "webp",
    extensions: ["webp"],
    declaredTypes: ["image/webp"],
  },
  heic: {
    group: "photo",
    label: "HEIC",
    inWords: "a HEIC photo",
    // It is turned into a JPEG on arrival; the HEIC itself is not kept.
    mimeType: "image/jpeg",
    extension: "jpg",
    extensions: ["heic", "heif"],
    declaredTypes: ["image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"],
  },
  mp3: {
    group: "audio",
    label: "MP3",
    inWords: "an MP3 recording",
    mimeType: "audio/mpeg",
    extension: "mp3",
    extensions: ["mp3"],
    declaredTypes: ["audio/mpeg", "audio/mp3", "audio/mpeg3", "audio/x-mpeg-3", "audio/x-mp3", "audio/mpg"],
  },
  m4a: {
    group: "audio",
    label: "M4A",
    inWords: "an M4A recording",
    mimeType: "audio/mp4",
    extension: "m4a",
    extensions: ["m4a"],
    declaredTypes: ["audio/mp4", "audio/x-m4a", "audio/m4a", "audio/mp4a-latm", "audio/aac", "audio/mpeg"],
  },
  wav: {
    group: "audio",
    label: "WAV",
    inWords: "a WAV recording",
    mimeType: "audio/wav",
    extension: "wav",
    extensions: ["wav", "wave"],
    declaredTypes: ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave", "audio/x-pn-wav"],
  },
};

/** For `<input type="file" accept={…}>`: endings first, since some pickers know the types of only a few. */
export const acceptAttribute = [
  ...new Set(
    documentKindIds.flatMap((id) => documentKinds[id].extensions.map((extension) => `.${extension}`)),
  ),
  ...new Set(documentKindIds.flatMap((id) => documentKinds[id].declaredTypes)),
]
  // A picker that is offered these would offer every archive, spreadsheet or unrelated stream.
  .filter((entry) => !/zip|ms-excel|octet-stream/.test(entry))
  .join(",");

/** The ending of a file name, lower case and without its dot; "" when it has none. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,12})\s*$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** True for the types that say nothing: browsers send them for endings they do not know, such as .md and .heic. */
function saysNothing(declaredType: string): boolean {
  return ["", "application/octet-stream", "binary/octet-stream"].includes(declaredType);
}

type KindOrSentence = { kind: DocumentKindId; sentence: null } | { kind: null; sentence: string };

/**
 * The kind a file claims to be by its name and the type declared for it, before a byte of it is read.
 * A name without an ending is judged by the declared type alone. When there is no such kind, or the two contradict
 * each other, `kind` is null and `sentence` says why, for the person.
 */
export function kindFromName(name: string, declaredType: string): KindOrSentence {
  const type = declaredType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const extension = extensionOf(name);
  if (extension === "") {
    const kind = documentKindIds.find((id) => documentKinds[id].declaredTypes[0] === type);
    if (kind) return { kind, sentence: null };
    return {
      kind: null,
      sentence: saysNothing(type) ? documentRefusals.noEnding : documentRefusals.wrongKind,
    };
  }
  const kind = documentKindIds.find((id) => documentKinds[id].extensions.includes(extension));
  if (!kind) return { kind: null, sentence: wrongKindSentence(extension) };
  if (!saysNothing(type) && !documentKinds[kind].declaredTypes.includes(type))
    return { kind: null, sentence: documentRefusals.typeDisagrees };
  return { kind, sentence: null };
}

/** Why this file would be refused, judged by what a browser knows of it before sending; null when it may be sent. */
export function earlyRefusal(file: { name: string; type: string; size: number }): string | null {
  if (file.size === 0) return documentRefusals.empty;
  if (file.size > maximumFileBytes) return documentRefusals.tooLarge;
  return kindFromName(file.name, file.type).sentence;
}
