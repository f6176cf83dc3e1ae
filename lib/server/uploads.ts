/** Uploads as requests: announced, sent in pieces that survive a restart, finished; and plain forms for browsers without JavaScript. */
import "server-only";

import { cookies } from "next/headers";

import { isAppError } from "#lib/domain/errors.ts";
import {
  createUploadReport,
  decodeUploadReport,
  encodeUploadReport,
  uploadReportCookie,
  type UploadReport,
} from "#lib/domain/upload-report.ts";
import { AnnouncementSchema, announceUpload, requireUploadTarget } from "#lib/services/announce-upload.ts";
import { receiveForm, type ReceivedForm } from "#lib/services/receive-form.ts";
import { createUploadReceiver, type UploadReceiver } from "#lib/services/receive-uploads.ts";
import { toDocumentView } from "#lib/services/view-documents.ts";
import { getStorage } from "#lib/storage.ts";
import { parseInput } from "./action.ts";
import { logFailure } from "./log.ts";
import { readJson } from "./read-json.ts";
import type { ViewerContext } from "./viewer.ts";

/** Path under which tus requests arrive. */
const uploadsPath = "/api/uploads";

const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

const key = Symbol.for("keepintouch.uploads");
const shared: typeof globalThis & { [key]?: UploadReceiver } = globalThis;

/** On globalThis, because a second receiver would not know of the locks of the first. */
export async function getUploadReceiver(): Promise<UploadReceiver> {
  const { workFolder } = await getStorage();
  shared[key] ??= createUploadReceiver({
    workFolder,
    path: uploadsPath,
    onFailure: (error) => logFailure("upload", error),
  });
  return shared[key];
}

/** Answers a tus request. */
export async function respondToTus(request: Request, context: ViewerContext): Promise<Response> {
  return (await getUploadReceiver()).respond(request, context);
}

/** Takes what is known of a file before it is sent, and says where to send it; refuses what would be refused in any case. */
export async function announce(request: Request, { store }: ViewerContext): Promise<Response> {
  const { id } = await announceUpload(store, parseInput(AnnouncementSchema, await readJson(request)));
  return Response.json({ id, target: await requireUploadTarget(store, id) }, { headers });
}

/** What became of an upload whose bytes are all there. May be asked again when the answer was lost. */
export async function finishUpload(id: string, context: ViewerContext): Promise<Response> {
  const outcome = await (await getUploadReceiver()).finish(id, context);
  if (outcome.kind === "refused") return Response.json(outcome, { status: 422, headers });
  const document = await toDocumentView(context.store, outcome.document);
  return Response.json({ kind: "accepted", document }, { headers });
}

/** Where a plain form was sent from, and where its report is read. */
const formPages: Readonly<Record<string, string>> = {
  documents: "/documents",
  onboarding: "/onboarding/documents",
};

/** Takes files posted by a plain form and leads back to its page, which says what became of them. */
export async function takeForm(request: Request, context: ViewerContext): Promise<Response> {
  const [{ workFolder }, receiver] = await Promise.all([getStorage(), getUploadReceiver()]);
  let form: ReceivedForm = { fields: {}, files: [] };
  let problem: string | null = null;
  try {
    form = await receiveForm(request, context, { workFolder, receiver });
  } catch (error) {
    if (!isAppError(error)) throw error;
    logFailure("form upload", error);
    problem = error.sentence;
  }
  const report = encodeUploadReport(createUploadReport(form.files, problem));
  context.cookies.set(uploadReportCookie.name, report, { maxAge: uploadReportCookie.maxAge });
  const fallback = context.signedIn ? "/documents" : "/onboarding/documents";
  const location = formPages[form.fields.page ?? ""] ?? fallback;
  return new Response(null, { status: 303, headers: { ...headers, location } });
}

/** What became of the files of a plain form sent within the last minute; null when there was none. */
export async function readUploadReport(): Promise<UploadReport | null> {
  return decodeUploadReport((await cookies()).get(uploadReportCookie.name)?.value);
}
