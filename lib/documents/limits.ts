/** How much of anything we are willing to unpack, so that a small hostile file cannot cost a lot. */

/** Above the largest common phone photo (108 megapixels); checked from the header, before any pixel is decoded. */
export const maximumPixels = 120_000_000;

/** A Word document of hundreds of pages with pictures has a few hundred parts. */
export const maximumZipEntries = 5_000;

/** Bytes all parts of a Word document may unpack to. */
export const maximumUnpackedBytes = 400 * 1024 * 1024;

/** Bytes of one part that is looked at as a whole: a picture, a list of content types. */
export const maximumPartBytes = 64 * 1024 * 1024;

/** The longest side of a thumbnail, in pixels. */
export const thumbnailSide = 640;

/** The side of the square avatar, in pixels. */
export const avatarSide = 512;

/** Bytes the process that decodes may hold. */
export const maximumMemory = 2 * 1024 ** 3;
