/** Every sentence a person reads when a file cannot be taken: why, and what to do about it. Safe in the browser. */

const takenKinds =
  "We take PDF, Word (.docx), text, Markdown and CSV, photos (JPEG, PNG, WebP, HEIC) and audio (MP3, M4A, WAV).";

export const documentRefusals = {
  empty: "This file is empty. Check that it opens on your device, then choose it again.",
  tooLarge:
    "This file is larger than 50 MB, the most we can take. Save a smaller version and choose that one.",
  wrongKind: `We cannot take this kind of file. ${takenKinds}`,
  noEnding: `The name of this file has no ending such as .pdf or .jpg, so we cannot tell what it is. ${takenKinds}`,
  typeDisagrees:
    "The name of this file and the kind your device says it is do not agree. Give it the ending that belongs to it, then choose it again.",
  nameDisagrees: (nameSays: string, bytesSay: string) =>
    `The name says this is ${nameSays}, but inside it is ${bytesSay}. Give it the ending that belongs to it, then choose it again.`,
  notWhatItSays: (nameSays: string) =>
    `The name says this is ${nameSays}, but what is inside is something else. Open it in the program it came from, save it again, and choose that copy.`,
  notText:
    "This file has a text ending, but what is inside is not text. If it came from another program, save it there as plain text or PDF.",
  cutOff:
    "The end of this file is missing, so it was probably not copied all the way. Copy or download it again and choose the new one.",
  notAPhoto: "Choose a photo for this: JPEG, PNG, WebP or HEIC.",
  damagedPhoto:
    "This photo is damaged and cannot be shown in full. Try to open it on your device; if it opens, save a copy and choose that.",
  tooManyPixels:
    "This picture has more than 120 million pixels, which is more than we can show. Save a smaller version and choose that one.",
  lockedPdf:
    "This PDF opens only with a password, so we cannot show it to anyone. Save a copy without the password and choose that one.",
  damagedPdf:
    "This PDF is damaged: not all of its pages can be read. Open it on your device, save or print it as PDF again, and choose the new one.",
  emptyPdf: "This PDF has no pages. Export it again from the program it came from.",
  notWord:
    "This file ends in .docx, but it is not a Word document. If it is a collection of files, unpack it and choose the files themselves.",
  oldOrLockedWord:
    "This Word document is either in the old .doc format or locked with a password. Save it as .docx without a password, or as PDF.",
  macroWord:
    "This Word document contains programs (macros). Save it as a plain .docx or as PDF, and choose that copy.",
  damagedWord:
    "This Word document is damaged: not all of its parts can be read. Open it, save it under another name, and choose that copy.",
  swollenWord:
    "This Word document unpacks to far more than we can take. Save it as PDF and choose that instead.",
  damagedAudio:
    "This recording is damaged and cannot be played. Export it again from the program it came from.",
  videoInside:
    "There is a video in this file, and we take sound only. Export the sound as M4A or MP3 and choose that.",
  tookTooLong:
    "This file took too long to read, so we stopped. Save a simpler copy, for example as PDF or JPEG, and choose that.",
  readerStopped:
    "Reading this file did not work just now. Try once more; if it stops again, save the file anew on your device and choose the copy.",
} as const;

/** What to do instead, for endings people often try. */
const adviceByExtension: Readonly<Record<string, string>> = {
  svg: "We do not take SVG drawings, because programs can hide in them. Export it as PNG or PDF and choose that.",
  html: "We do not take web pages, because programs can hide in them. Print the page as PDF and choose that.",
  doc: "This is the old Word format. Save it as .docx or as PDF and choose that.",
  docm: "This Word document can contain programs (macros). Save it as a plain .docx or as PDF, and choose that copy.",
  odt: "We cannot take OpenDocument text. Save it as .docx or as PDF and choose that.",
  rtf: "We cannot take RTF. Save it as .docx or as PDF and choose that.",
  pages: "We cannot take Pages documents. Export it as PDF or Word and choose that.",
  xlsx: "We cannot take Excel files. Save the sheet as CSV, or the whole as PDF, and choose that.",
  xls: "We cannot take Excel files. Save the sheet as CSV, or the whole as PDF, and choose that.",
  pptx: "We cannot take presentations. Save it as PDF and choose that.",
  ppt: "We cannot take presentations. Save it as PDF and choose that.",
  gif: "We cannot take GIF pictures. Save it as PNG or JPEG and choose that.",
  tif: "We cannot take TIFF pictures. Save it as JPEG or PNG and choose that.",
  tiff: "We cannot take TIFF pictures. Save it as JPEG or PNG and choose that.",
  bmp: "We cannot take BMP pictures. Save it as PNG or JPEG and choose that.",
  avif: "We cannot take AVIF pictures. Save it as JPEG or PNG and choose that.",
  mov: "We do not take videos. A photo, a recording or a PDF is welcome.",
  mp4: "We do not take videos. A photo, a recording or a PDF is welcome.",
  zip: "We cannot take packed files. Unpack it and choose the files themselves.",
  flac: "We cannot take FLAC. Export the recording as M4A, MP3 or WAV and choose that.",
  ogg: "We cannot take Ogg. Export the recording as M4A, MP3 or WAV and choose that.",
};
const sameAdvice: Readonly<Record<string, string>> = {
  svgz: "svg",
  htm: "html",
  xhtml: "html",
  m4v: "mp4",
  opus: "ogg",
  "7z": "zip",
  rar: "zip",
};

/** The sentence for a file whose ending (lower case, no dot) is not one of ours. */
export function wrongKindSentence(extension: string): string {
  return adviceByExtension[sameAdvice[extension] ?? extension] ?? documentRefusals.wrongKind;
}
