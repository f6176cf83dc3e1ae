/** Uploads that were announced, in Supabase. Browsers send their bytes to the file service itself. */
import { checkInput } from "#lib/domain/check-input.ts";
import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { NewUploadSchema } from "#lib/domain/new-upload.ts";
import type { UploadTarget } from "#lib/domain/upload-target.ts";
import type { Files } from "../port.ts";
import type { TableRow } from "./database.ts";
import { bucket, incomingKey, memberFolder } from "./object-keys.ts";
import { toNewUpload, toUpload } from "./rows.ts";
import { homeOf, type Connection, type Viewing } from "./viewing.ts";

/** Bytes: what Supabase advises to send in one piece, and the one length of pieces it takes for the rest. */
const pieceBytes = 6 * 1024 * 1024;

/** Of bytes nobody has looked at; the bucket takes no type it does not know. */
const rawType = "application/octet-stream";

type Uploads = Pick<
  Files,
  "createUpload" | "getUpload" | "listUploads" | "uploadTarget" | "openReceived" | "removeUpload"
>;

export function createUploads(connection: Connection, viewing: Viewing): Uploads {
  const { database, url, publishableKey } = connection;
  const { capability, token, memberId } = viewing;

  const listRows = async () => database.rows(await token(), "list_uploads", { ...capability });

  async function find(id: string): Promise<TableRow<"uploads"> | null> {
    if (!IdSchema.safeParse(id).success) return null;
    return (await listRows()).find((row) => row.id === id) ?? null;
  }

  const placeOf = (row: TableRow<"uploads">) => {
    const { folder, objects } = homeOf(connection, viewing, row);
    return { key: incomingKey(folder, row.id), objects };
  };

  return {
    async createUpload(upload) {
      const input = checkInput(NewUploadSchema, upload);
      if (input.size > maximumFileBytes) throw new AppError("too_large");
      const args = { upload: toNewUpload(input), ...capability };
      const row = await database.row(await token(), "announce_upload", args);
      if (!row) throw new AppError("not_allowed");
      return toUpload(row);
    },
    async getUpload(id) {
      const row = await find(id);
      return row && toUpload(row);
    },
    listUploads: async () => (await listRows()).map(toUpload),
    async uploadTarget(id) {
      const row = await find(id);
      if (!row) return null;
      const { key, objects } = placeOf(row);
      const signed = await objects.signUpload(key);
      return Number(row.size) <= pieceBytes
        ? inOnePiece(signed.url, publishableKey)
        : inPieces({ url, publishableKey, key, token: signed.token });
    },
    async openReceived(id) {
      const row = await find(id);
      if (!row) return null;
      const { key, objects } = placeOf(row);
      const object = await objects.open(key);
      return object && { size: object.size, stream: object.stream };
    },
    async removeUpload(id) {
      if (!IdSchema.safeParse(id).success) return;
      if (memberId === null) {
        const row = await find(id);
        if (!row) return;
        const { key, objects } = placeOf(row);
        await objects.remove([key]);
      } else {
        await viewing.objectsOf(memberId).remove([incomingKey(memberFolder(memberId), id)]);
      }
      await database.value(await token(), "forget_upload", { upload_id: id, ...capability });
    },
  };
}

function inOnePiece(url: string, publishableKey: string): UploadTarget {
  const headers = { apikey: publishableKey, "content-type": rawType, "x-upsert": "true" };
  return { protocol: "put", url, resumeUrl: null, headers, metadata: {}, chunkSize: null };
}

function inPieces(to: { url: string; publishableKey: string; key: string; token: string }): UploadTarget {
  return {
    protocol: "tus",
    url: `${to.url}/storage/v1/upload/resumable/sign`,
    resumeUrl: null,
    headers: { apikey: to.publishableKey, "x-signature": to.token, "x-upsert": "true" },
    metadata: { bucketName: bucket, objectName: to.key, contentType: rawType, cacheControl: "no-store" },
    chunkSize: pieceBytes,
  };
}
