/** The bytes of the stack's buckets, in memory. */
import { createHash } from "node:crypto";
import type { ReadableStream as NodeStream } from "node:stream/web";

type Kept = {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly lastModified: Date;
};

/** What @supabase/lite calls a storage adapter. It keeps its rows itself and asks here for bytes alone. */
export function createObjects() {
  const kept = new Map<string, Kept>();
  const at = (bucket: string, key: string) => `${bucket}/${key}`;

  const describe = ({ bytes, contentType, cacheControl, lastModified }: Kept) => ({
    cacheControl,
    contentLength: bytes.byteLength,
    size: bytes.byteLength,
    mimetype: contentType,
    eTag: `"${createHash("md5").update(bytes).digest("hex")}"`,
    lastModified,
  });
  const find = (bucket: string, key: string) => {
    const found = kept.get(at(bucket, key));
    if (!found) throw new Error("the row of an object is there, its bytes are not");
    return found;
  };

  const adapter = {
    driver: undefined,
    async getObject(bucket: string, key: string) {
      const found = find(bucket, key);
      return { body: Buffer.from(found.bytes), metadata: describe(found), httpStatusCode: 200 };
    },
    async uploadObject(
      bucket: string,
      key: string,
      _version: string | undefined,
      body: NodeStream | ReadableStream | Uint8Array,
      contentType: string,
      cacheControl: string,
    ) {
      const bytes =
        body instanceof Uint8Array
          ? body
          : new Uint8Array(await new Response(body as ReadableStream).arrayBuffer());
      const made = { bytes, contentType, cacheControl, lastModified: new Date() };
      kept.set(at(bucket, key), made);
      return { ...describe(made), httpStatusCode: 200 };
    },
    async deleteObject(bucket: string, key: string) {
      kept.delete(at(bucket, key));
    },
    async deleteObjects(bucket: string, keys: string[]) {
      for (const key of keys) kept.delete(at(bucket, key));
    },
    async copyObject(
      bucket: string,
      key: string,
      _version: string | undefined,
      toBucket: string,
      toKey: string,
    ) {
      const copy = { ...find(bucket, key), lastModified: new Date() };
      kept.set(at(toBucket, toKey), copy);
      const { eTag, lastModified } = describe(copy);
      return { eTag, lastModified, httpStatusCode: 200 };
    },
    async headObject(bucket: string, key: string) {
      return { ...describe(find(bucket, key)), httpStatusCode: 200 };
    },
    async privateAssetUrl(): Promise<string> {
      throw new Error("pictures are never transformed here");
    },
  };
  return {
    adapter,
    /** Everything in every bucket by `bucket/key`, for looking at it from outside. */
    all: (): ReadonlyMap<string, Uint8Array> =>
      new Map([...kept].map(([key, { bytes }]) => [key, bytes] as const)),
    clear: () => kept.clear(),
  };
}
