/** Avatars: what may be sent, and which part of it is kept. */
import { z } from "zod";

export const maximumPictureBytes = 20 * 1024 ** 2;

export const pictureRule =
  "JPEG, PNG, WebP or HEIC, up to 20 MB. Where it was taken is removed before it is stored.";

/** For `<input type="file" accept={…}>`. */
export const pictureTypes = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif";

const fraction = z.coerce.number().min(0).max(1);

/** The part to keep, as fractions of the picture as it is shown. */
export const PictureCropSchema = z.object({
  x: fraction,
  y: fraction,
  width: fraction.refine((width) => width > 0),
  height: fraction.refine((height) => height > 0),
});
export type PictureCrop = z.infer<typeof PictureCropSchema>;
