/**
 * The real storage server answers `createSignedUrl` with `signedURL` relative to /storage/v1, one entry per path for many
 * (an error instead of an address where the caller may not read), and a signed upload with `url`; an expired, forged or
 * missing token is 400; `?download=` makes it an attachment of that name. @supabase/lite says `signedUrl` with
 * /storage/v1, fails as a whole for many, throws 500 for bad tokens and knows no `download`.
 */
import { readToken, signToken, type StackKeys } from "../keys.ts";
import { readJson, withHeaders, withJson, withPath, type Call, type Step } from "./call.ts";
import { storageError } from "./storage-errors.ts";

const base = "/storage/v1/object/";

type Next = (call: Call) => Promise<Response>;

/** `clock` in milliseconds: by it addresses expire. */
export function signedUrls(keys: StackKeys, clock: () => number): Step {
  const sign = (place: string, expiresIn: number) => {
    const seconds = Math.floor(clock() / 1000);
    const token = signToken({ url: place, iat: seconds, exp: seconds + expiresIn }, keys.jwtSecret);
    return `/object/sign/${place}?token=${token}`;
  };

  const signOne = async (call: Call, next: Next, place: string) => {
    const answer = await next(call);
    if (!answer.ok) return answer;
    return Response.json({ signedURL: sign(place, Number(readJson(call).expiresIn)) });
  };

  const signMany = async (call: Call, next: Next, bucket: string) => {
    const { paths, expiresIn } = readJson(call);
    const answers = (Array.isArray(paths) ? paths.map(String) : []).map(async (path) => {
      const one = withPath(withJson(call, { expiresIn }), `${base}sign/${bucket}/${path}`);
      const answer = await next(one);
      return answer.ok
        ? { error: null, path, signedURL: sign(`${bucket}/${path}`, Number(expiresIn)) }
        : {
            error: "Either the object does not exist or you do not have access to it",
            path,
            signedURL: null,
          };
    });
    return Response.json(await Promise.all(answers));
  };

  const serve = async (call: Call, next: Next, place: string) => {
    const claims = readToken(call.url.searchParams.get("token") ?? "", keys.jwtSecret, clock());
    if (claims?.url !== place) return refuseToken();
    const asService = withHeaders(withPath(call, `${base}${encodePlace(place)}`, ""), {
      apikey: keys.secretKey,
      authorization: `Bearer ${keys.secretKey}`,
      // Whoever follows an address may well be a browser, which the secret key is refused to.
      "user-agent": "gateway",
    });
    const answer = await next(asService);
    const name = call.url.searchParams.get("download");
    if (!answer.ok || name === null) return answer;
    const headers = new Headers(answer.headers);
    const encoded = encodeURIComponent(name);
    headers.set(
      "content-disposition",
      name === "" ? "attachment;" : `attachment; filename=${encoded}; filename*=UTF-8''${encoded};`,
    );
    return new Response(answer.body, { status: answer.status, headers });
  };

  const signUpload = async (call: Call, next: Next, place: string) => {
    const answer = await next(call);
    if (!answer.ok) return answer;
    const { token } = (await answer.json()) as { token: string };
    return Response.json({ url: `/object/upload/sign/${place}?token=${token}`, token });
  };

  const acceptUpload = async (call: Call, next: Next, place: string) => {
    const claims = readToken(call.url.searchParams.get("token") ?? "", keys.jwtSecret, clock());
    const isFor = claims !== null && `${String(claims.bucket)}/${String(claims.sub)}` === place;
    return isFor && claims.intent === "upload" ? next(call) : refuseToken();
  };

  return async (call, next) => {
    const { pathname } = call.url;
    if (pathname.startsWith(`${base}upload/sign/`)) {
      const place = decodeURIComponent(pathname.slice(`${base}upload/sign/`.length));
      if (call.method === "POST") return signUpload(call, next, place);
      if (call.method === "PUT") return acceptUpload(call, next, place);
    }
    if (pathname.startsWith(`${base}sign/`)) {
      const place = decodeURIComponent(pathname.slice(`${base}sign/`.length));
      if (call.method === "GET" || call.method === "HEAD") return serve(call, next, place);
      if (call.method === "POST")
        return place.includes("/") ? signOne(call, next, place) : signMany(call, next, place);
    }
    return next(call);
  };
}

function refuseToken(): Response {
  return storageError("400", "InvalidJWT", "InvalidJWT", "The token is forged, expired or of another object");
}

function encodePlace(place: string): string {
  return place.split("/").map(encodeURIComponent).join("/");
}
