/** Serves signed files where the storage leaves that to us. */
import "server-only";

import { serveSignedFile } from "#lib/services/serve-file.ts";
import { getStorage } from "#lib/storage.ts";
import { answer } from "./route.ts";

/** The token is the proof: whoever has it may read the file until it expires, signed in or not. */
export function serveFile(request: Request, token: string): Promise<Response> {
  return answer(async () => {
    const { signedFiles } = await getStorage();
    if (!signedFiles) return new Response(null, { status: 404 });
    return serveSignedFile(signedFiles, token, request);
  });
}
