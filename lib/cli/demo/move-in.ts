/** Lets a person of the demo do what a real one would: go through the onboarding, then upload one document after another. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import type { OnboardingData } from "#lib/domain/onboarding.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { AuthClient, SignedIn } from "#lib/auth/port.ts";
import { acceptUpload } from "#lib/services/accept-upload.ts";
import { announceUpload } from "#lib/services/announce-upload.ts";
import { changeAvatar } from "#lib/services/change-avatar.ts";
import { finishOnboarding } from "#lib/services/finish-onboarding.ts";
import { createEmptyOnboarding } from "#lib/services/start-onboarding.ts";
import { partPath, partsFolder } from "#lib/services/upload-parts.ts";
import type { Storage } from "#lib/storage.ts";
import { demoPassword, type DemoDocument, type DemoPerson } from "./people.ts";

export type MovedIn = { readonly isNew: boolean; readonly documentsAdded: number };

/** Does what is missing, so that a run that was cut off is finished by the next. */
export async function moveIn(opened: Storage, person: DemoPerson): Promise<MovedIn> {
  const client = createClient();
  const storage: Storage = { ...opened, open: (viewer) => opened.open(viewer, client) };
  const auth = storage.openAuth(client);
  const isNew = await auth.isEmailFree(person.email);
  const { memberId } = isNew
    ? await onboard(storage, auth, person)
    : await auth.signIn({ email: person.email, password: demoPassword });
  try {
    const documentsAdded = await addDocuments(storage, { kind: "member", memberId }, person.documents);
    return { isNew, documentsAdded };
  } finally {
    // Nobody sits at this browser: it must not be among those the person is signed in with.
    await auth.signOut();
  }
}

type Auth = ReturnType<Storage["openAuth"]>;

async function onboard(storage: Storage, auth: Auth, person: DemoPerson): Promise<SignedIn> {
  const begun = await storage
    .open({ kind: "visitor", capability: null })
    .onboarding.start({ id: createId(), memberId: createId(), data: toOnboardingData(person) });
  const viewer: Viewer = { kind: "visitor", capability: begun.capability };
  const store = storage.open(viewer);
  if (person.portrait !== null) await hangPortrait(storage, viewer, person.portrait);
  const signedIn = await finishOnboarding({ store, auth }, { password: demoPassword });
  if (signedIn) return signedIn;
  throw new AppError("unavailable", {
    sentence:
      "Addresses have to be confirmed by mail here, and nobody reads the demo's. Switch that off in Supabase (Authentication, Confirm email) while the demo moves in.",
  });
}

function toOnboardingData({ circles, defaultCircle, ...person }: DemoPerson): OnboardingData {
  const empty = createEmptyOnboarding();
  const own = circles.map((circle, index) => ({
    ...circle,
    id: createId(),
    kind: "custom" as const,
    position: empty.categories.length + index,
  }));
  const categories = [...empty.categories, ...own];
  return {
    displayName: person.displayName,
    username: person.username,
    email: person.email,
    bio: person.bio,
    avatarId: null,
    finishedSteps: ["basics", "documents", "visibility"],
    categories,
    defaultCategoryId: idOfCircle(categories, defaultCircle),
  };
}

async function hangPortrait(storage: Storage, viewer: Viewer, svg: string): Promise<void> {
  const { default: sharp } = await import("sharp");
  const folder = path.join(storage.workFolder, "demo");
  await mkdir(folder, { recursive: true });
  try {
    const picture = path.join(folder, createId());
    await sharp(Buffer.from(svg)).png().toFile(picture);
    await changeAvatar({ store: storage.open(viewer), viewer }, { path: picture, folder, crop: null });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addDocuments(
  storage: Storage,
  viewer: Viewer,
  documents: readonly DemoDocument[],
): Promise<number> {
  const store = storage.open(viewer);
  const there = new Set((await store.documents.list({ limit: 100 })).items.map(({ name }) => name));
  const categories = await store.visibility.list();
  const missing = documents.filter(({ name }) => !there.has(name));
  for (const document of missing) {
    await upload(storage, viewer, document, idOfCircle(categories, document.circle));
  }
  return missing.length;
}

async function upload(
  storage: Storage,
  viewer: Viewer,
  { name, declaredType, description, make }: DemoDocument,
  categoryId: string,
): Promise<void> {
  const store = storage.open(viewer);
  const { workFolder } = storage;
  const bytes = await make();
  const id = createId();
  await announceUpload(store, { id, name, declaredType, size: bytes.length, categoryId });
  const folder = partsFolder(workFolder);
  await mkdir(folder, { recursive: true });
  await writeFile(partPath(folder, id), bytes);
  const outcome = await acceptUpload({ store, viewer, workFolder }, id);
  if (outcome.kind === "refused")
    throw new AppError("unexpected", { sentence: `${name}: ${outcome.sentence}` });
  if (description !== "") await store.documents.update(id, outcome.document.version, { description });
}

function idOfCircle(categories: readonly { id: string; name: string }[], name: string): string {
  const found = categories.find((category) => category.name === name);
  if (!found) throw new Error(`The demo names a circle that nobody made: ${name}.`);
  return found.id;
}

/** A browser of one's own that nobody sees. */
function createClient(): AuthClient {
  const jar = new Map<string, string>();
  return {
    cookies: {
      get: (name) => jar.get(name) ?? null,
      set: (name, value) => void jar.set(name, value),
      remove: (name) => void jar.delete(name),
    },
    address: null,
    userAgent: null,
    origin: null,
  };
}
