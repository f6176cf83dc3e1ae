import { contentDisposition } from "#lib/domain/file-names.ts";
import { createMemberRoute } from "#lib/server/route.ts";
import { exportMyData } from "#lib/services/export-my-data.ts";

/** Everything of the member as one zip. Streamed, so its length is not known ahead. */
export const GET = createMemberRoute(async (_request, { store, signedIn }) => {
  const { name, stream } = await exportMyData(store, signedIn, Date.now());
  return new Response(stream, {
    headers: {
      "content-type": "application/zip",
      "content-disposition": contentDisposition("attachment", name),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
