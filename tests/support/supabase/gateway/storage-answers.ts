/**
 * The real storage server names a copied or signed-up object by bucket and key (`Key`), describes one with snake_case
 * fields (`info`), lists a folder's own entries relative to it with deeper ones folded into folders, and serves objects
 * under `/object/authenticated` too. @supabase/lite gives the key alone, its row, and everything below with whole names.
 */
import { readJson, withJson, withPath, type Call, type Step } from "./call.ts";

const base = "/storage/v1/object";

export const storageAnswers: Step = async (call, next) => {
  const { pathname } = call.url;
  if (call.method === "POST" && pathname === `${base}/copy`) return answerCopy(call, next);
  if (call.method === "PUT" && pathname.startsWith(`${base}/upload/sign/`)) return answerSigned(call, next);
  if (call.method === "POST" && pathname.startsWith(`${base}/list/`)) return answerList(call, next);
  if (call.method === "GET" && pathname.startsWith(`${base}/info/`)) return answerInfo(call, next);
  if (pathname.startsWith(`${base}/authenticated/`)) {
    return next(withPath(call, pathname.replace("/authenticated/", "/")));
  }
  // The real server answers a look at what is not there like any other error.
  if (call.method === "HEAD" && pathname.startsWith(`${base}/`)) {
    const answer = await next(call);
    return answer.status === 404 ? new Response(null, { status: 400 }) : answer;
  }
  return next(call);
};

type Next = (call: Call) => Promise<Response>;

async function answerCopy(call: Call, next: Next): Promise<Response> {
  const answer = await next(call);
  if (!answer.ok) return answer;
  const { bucketId, destinationBucket, destinationKey } = readJson(call);
  const key = `${String(destinationBucket ?? bucketId)}/${String(destinationKey)}`;
  return Response.json({ ...((await answer.json()) as object), Key: key });
}

async function answerSigned(call: Call, next: Next): Promise<Response> {
  const answer = await next(call);
  if (!answer.ok) return answer;
  return Response.json({ Key: decodeURIComponent(call.url.pathname.slice(`${base}/upload/sign/`.length)) });
}

type ListedRow = { readonly name: string } & Readonly<Record<string, unknown>>;

async function answerList(call: Call, next: Next): Promise<Response> {
  const { prefix, limit, offset, search, sortBy } = readJson(call);
  const folder = typeof prefix === "string" && prefix !== "" ? prefix.replace(/\/?$/, "/") : "";
  const sought = `${folder}${typeof search === "string" ? search : ""}`;
  const answer = await next(
    withJson(call, { prefix: sought, limit: 100_000, ...(sortBy ? { sortBy } : {}) }),
  );
  if (!answer.ok) return answer;
  const entries = new Map<string, object>();
  for (const row of (await answer.json()) as ListedRow[]) {
    const [name = "", ...deeper] = row.name.slice(folder.length).split("/");
    if (entries.has(name)) continue;
    entries.set(name, deeper.length > 0 ? folderNamed(name) : fileNamed(name, row));
  }
  const from = typeof offset === "number" ? offset : 0;
  return Response.json([...entries.values()].slice(from, from + (typeof limit === "number" ? limit : 100)));
}

function folderNamed(name: string): object {
  return { name, id: null, updated_at: null, created_at: null, last_accessed_at: null, metadata: null };
}

function fileNamed(name: string, row: ListedRow): object {
  const { id, updated_at, created_at, last_accessed_at, metadata } = row;
  return { name, id, updated_at, created_at, last_accessed_at, metadata };
}

async function answerInfo(call: Call, next: Next): Promise<Response> {
  const answer = await next(call);
  if (!answer.ok) return answer;
  const row = (await answer.json()) as Record<string, unknown>;
  const metadata = (row.metadata ?? {}) as Record<string, unknown>;
  return Response.json({
    id: row.id,
    name: row.name,
    version: row.version,
    bucket_id: row.bucket_id,
    size: metadata.size,
    content_type: metadata.mimetype,
    cache_control: metadata.cacheControl,
    etag: metadata.eTag,
    metadata: row.user_metadata ?? {},
    last_modified: metadata.lastModified,
    created_at: row.created_at,
  });
}
