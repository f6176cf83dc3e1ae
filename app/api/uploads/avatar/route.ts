import { parseInput } from "#lib/server/action.ts";
import { dropPicture, reportPicture, takePicture, takePictureForm } from "#lib/server/pictures.ts";
import { createRoute } from "#lib/server/route.ts";
import { PictureCropSchema } from "#lib/domain/picture.ts";

const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** The picture as the raw body; the part to keep as `?x=&y=&width=&height=` in fractions, or its middle without them. */
export const PUT = createRoute(async (request, context) => {
  const search = Object.fromEntries(new URL(request.url).searchParams);
  const crop = Object.keys(search).length === 0 ? null : parseInput(PictureCropSchema, search);
  return Response.json(await takePicture(request, context, crop), { headers });
});

export const DELETE = createRoute(async (_request, context) =>
  Response.json(await dropPicture(context), { headers }),
);

/** People without JavaScript come from one of these pages and go back there. */
const formPages: Readonly<Record<string, string>> = {
  onboarding: "/onboarding/basics?part=about",
  review: "/onboarding/basics?part=about&back=review",
  profile: "/profile/edit",
};

export const POST = createRoute(async (request, context) => {
  const { fields, problem } = await takePictureForm(request, context);
  reportPicture(context, problem);
  const fallback = context.signedIn ? "/profile/edit" : "/onboarding/basics?part=about";
  const location = formPages[fields.page ?? ""] ?? fallback;
  return new Response(null, { status: 303, headers: { ...headers, location } });
});
