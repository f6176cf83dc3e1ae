/** The viewer's uploads under way, each with the bytes that have arrived, so that a person sees where it will go on. */
import type { UploadView } from "#lib/domain/document-view.ts";
import type { Store } from "#lib/store/port.ts";
import type { UploadReceiver } from "./receive-uploads.ts";

/** Newest first. */
export async function listUploads(
  store: Store,
  receiver: Pick<UploadReceiver, "received">,
): Promise<UploadView[]> {
  const uploads = (await store.files.listUploads()).filter(({ purpose }) => purpose === "document");
  const received = await receiver.received(uploads);
  return uploads.map(({ id, name, declaredType, size }) => ({
    ...{ id, name, declaredType, size },
    received: received.get(id) ?? 0,
  }));
}
