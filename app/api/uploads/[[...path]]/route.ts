import { AppError } from "#lib/domain/errors.ts";
import { createRoute } from "#lib/server/route.ts";
import { announce, finishUpload, respondToTus, takeForm } from "#lib/server/uploads.ts";

type Params = { path?: string[] };

/**
 * `POST /api/uploads/announce` first (JSON), which answers where to send the bytes: tus under `/api/uploads`, or the
 * storage itself. Then `POST /api/uploads/<id>/finish`, which gives the document or the reason why there is none. `POST /api/uploads/form` is for plain forms.
 */
export const POST = createRoute<Params>(async (request, context) => {
  const [first, second, ...more] = context.params.path ?? [];
  if (first === undefined) return respondToTus(request, context);
  if (first === "announce" && second === undefined) return announce(request, context);
  if (first === "form" && second === undefined) return takeForm(request, context);
  if (second === "finish" && more.length === 0) return finishUpload(first, context);
  throw new AppError("not_found");
});

const tus = createRoute<Params>(respondToTus);
export { tus as HEAD, tus as PATCH, tus as DELETE };
