/** Our store as a contestant, through its port alone. */
import type { Document } from "../../lib/domain/document.ts";
import { openLocalStore, type LocalStore } from "../../lib/store/local/open-local-store.ts";
import type { Store } from "../../lib/store/port.ts";
import { describe, sourceOf, type Household } from "./records.ts";

export type Ours = {
  /** The documents as they are, which changes with every write. */
  readonly documents: Document[];
  write(index: number, revision: number): Promise<void>;
  get(index: number): Promise<unknown>;
  list(ownerId: string): Promise<unknown>;
  close(): Promise<void>;
};

export async function openOurs(folder: string, household: Household): Promise<Ours> {
  const local: LocalStore = await openLocalStore({ folder, sessionTimeoutHours: 720, log: () => undefined });
  await local.admin.importSnapshot(sourceOf(household));
  const stores = new Map<string | null, Store>(
    household.members.map(({ id }) => [id, local.open({ kind: "member", memberId: id })]),
  );
  const documents = [...household.documents];
  const at = (index: number): { document: Document; store: Store } => {
    const document = documents[index];
    const store = document && stores.get(document.ownerId);
    if (!document || !store) throw new Error("every document has its member's store");
    return { document, store };
  };
  return {
    documents,
    async write(index, revision) {
      const { document, store } = at(index);
      const { description } = describe(document, revision);
      documents[index] = await store.documents.update(document.id, document.version, { description });
    },
    get(index) {
      const { document, store } = at(index);
      return store.documents.get(document.id);
    },
    async list(ownerId) {
      return (await stores.get(ownerId)?.documents.list({ limit: 100 }))?.items;
    },
    close: () => local.close(),
  };
}
