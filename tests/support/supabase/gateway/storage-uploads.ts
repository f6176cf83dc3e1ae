/**
 * The real storage server takes a file as a raw body or as one part of a multipart form, for POST and PUT alike; compares
 * the MIME type without its parameters; refuses keys outside a set of characters; and holds the bucket's size limit
 * against the bytes that came. @supabase/lite reads multipart with POST alone and compares the whole header.
 */
import { withHeaders, type Call, type Step } from "./call.ts";
import { storageError } from "./storage-errors.ts";

const upload = /^\/storage\/v1\/object\/(?!list\/|sign\/|move$|copy$|info\/|upload\/sign\/)[^/]+\/(.+)$/;
const signedUpload = /^\/storage\/v1\/object\/upload\/sign\/[^/]+\/(.+)$/;
/** As in the storage server's `isValidKey`. */
const validKey = /^(\w|\/|!|-|\.|\*|'|\(|\)| |&|\$|@|=|;|:|\+|,|\?)*$/;

export const storageUploads: Step = async (call, next) => {
  const key = uploadedKey(call);
  if (key === null) return next(call);
  if (!validKey.test(key)) return storageError("400", "InvalidKey", "InvalidKey", `Invalid key: ${key}`);
  const single = await withoutForm(call);
  if (single === null)
    return storageError("400", "InvalidRequest", "InvalidRequest", "The form holds no file");
  const type = (single.headers.get("content-type") ?? "application/octet-stream").split(";")[0]!.trim();
  return next(
    withHeaders(single, { "content-type": type, "content-length": String(single.body.byteLength) }),
  );
};

function uploadedKey({ method, url }: Call): string | null {
  const pattern = { POST: upload, PUT: upload }[method];
  const found = pattern?.exec(url.pathname) ?? (method === "PUT" ? signedUpload.exec(url.pathname) : null);
  return found?.[1] === undefined ? null : decodeURIComponent(found[1]);
}

/** The file of a form as the body; null when there is none. */
async function withoutForm(call: Call): Promise<Call | null> {
  const type = call.headers.get("content-type") ?? "";
  if (!type.startsWith("multipart/form-data")) return call;
  const form = await new Response(call.body.slice(), { headers: { "content-type": type } }).formData();
  const file = [...form.values()].find((value) => value instanceof File);
  if (!(file instanceof File)) return null;
  const cacheControl = form.get("cacheControl");
  return withHeaders(
    { ...call, body: new Uint8Array(await file.arrayBuffer()) },
    {
      "content-type": file.type || "application/octet-stream",
      ...(typeof cacheControl === "string" ? { "cache-control": `max-age=${cacheControl}` } : {}),
    },
  );
}
