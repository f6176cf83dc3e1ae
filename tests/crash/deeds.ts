/** Does one step of a life through the port; done again after a kill, it ends the same. */
import { isAppError } from "#lib/domain/errors.ts";
import type { OnboardingData } from "#lib/domain/onboarding.ts";
import { builtInCategories } from "#lib/domain/visibility.ts";
import type { LocalStore } from "#lib/store/local/open-local-store.ts";
import type { FileRef, Store } from "#lib/store/port.ts";
import { sha256 } from "../support/content.ts";
import { bioOf, bytesOf, circleName, descriptionOf, idOf, nameOf, usernameOf, type Step } from "./life.ts";

/** A bcrypt hash like any other; nobody signs in here. */
const passwordHash = `$2b$10$${"x".repeat(53)}`;

/** Gives what opens the life's session, which only the first step makes. */
export async function takeStep(
  store: LocalStore,
  life: string,
  step: Step,
  capability: string | null,
): Promise<string> {
  if (step.deed === "start") {
    const wanted = {
      id: idOf(life, "session"),
      memberId: idOf(life, "member"),
      data: dataOf(life, 0, false),
    };
    const started = await store.open({ kind: "visitor", capability: null }).onboarding.start(wanted);
    return started.capability;
  }
  if (capability === null) throw new Error("only the first step goes without a capability");
  const visitor = store.open({ kind: "visitor", capability });
  const member = store.open({ kind: "member", memberId: idOf(life, "member") });
  await takeLaterStep(life, step, visitor, member);
  return capability;
}

async function takeLaterStep(
  life: string,
  step: Exclude<Step, { deed: "start" }>,
  visitor: Store,
  member: Store,
): Promise<void> {
  const avatar: FileRef = { kind: "avatar", id: idOf(life, "avatar") };
  const privateId = idOf(life, "category private");
  switch (step.deed) {
    case "type": {
      const session = await visitor.onboarding.get();
      const hasAvatar = (await visitor.files.open(avatar).then(closeFile)) !== null;
      await visitor.onboarding.update(session?.version ?? 0, dataOf(life, step.revision, hasAvatar));
      return;
    }
    case "stage avatar":
      return putFile(visitor, avatar, bytesOf(life, `avatar ${step.revision}`));
    case "stage document":
      return addDocument(visitor, life, step.label, privateId);
    case "complete": {
      const email = `${usernameOf(life)}@example.org`;
      await visitor.onboarding.complete({ id: idOf(life, "member"), email, passwordHash });
      return;
    }
    case "change profile": {
      const profile = await member.profiles.get(idOf(life, "member"));
      await member.profiles.update(profile?.version ?? 0, { bio: bioOf(step.revision) });
      return;
    }
    case "replace avatar":
      return putFile(member, avatar, bytesOf(life, `avatar ${step.revision}`));
    case "add document":
      return addDocument(
        member,
        life,
        step.label,
        step.circle === null ? privateId : idOf(life, `circle ${step.circle}`),
      );
    case "rename document": {
      const document = await member.documents.get(idOf(life, step.label));
      await member.documents.update(idOf(life, step.label), document?.version ?? 0, {
        name: nameOf(step.label, step.revision),
        description: descriptionOf(step.label, step.revision),
      });
      return;
    }
    case "remove document":
      return member.documents.remove(idOf(life, step.label));
    case "restore document": {
      const id = idOf(life, step.label);
      if ((await member.documents.get(id)) === null) await member.documents.restore(id);
      return;
    }
    case "add circle":
      await member.visibility.create({
        id: idOf(life, `circle ${step.label}`),
        name: circleName(step.label),
      });
      return;
    case "dissolve circle":
      await member.visibility
        .remove(idOf(life, `circle ${step.label}`), privateId)
        .catch(ignoreWhenDoneBefore);
      return;
    case "discard":
      return visitor.onboarding.discard();
    case "leave":
      return member.profiles.remove();
  }
}

function ignoreWhenDoneBefore(error: unknown): void {
  if (!isAppError(error, "not_found")) throw error;
}

async function closeFile(opened: Awaited<ReturnType<Store["files"]["open"]>>): Promise<true | null> {
  await opened?.stream.cancel();
  return opened && true;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function putFile(store: Store, ref: FileRef, bytes: Uint8Array): Promise<void> {
  await store.files.put(ref, once(bytes), {
    mimeType: "text/plain",
    expected: { size: bytes.length, sha256: sha256(bytes) },
  });
}

async function addDocument(store: Store, life: string, label: string, categoryId: string): Promise<void> {
  const id = idOf(life, label);
  const bytes = bytesOf(life, label);
  await putFile(store, { kind: "document", id }, bytes);
  await putFile(store, { kind: "thumbnail", id }, bytesOf(life, `${label} thumbnail`));
  await store.documents.create({
    id,
    categoryId,
    name: nameOf(label, 0),
    description: descriptionOf(label, 0),
    kind: "text",
    mimeType: "text/plain",
    size: bytes.length,
    sha256: sha256(bytes),
    takenAt: null,
    width: null,
    height: null,
    pageCount: null,
    durationSeconds: null,
    hasThumbnail: true,
  });
}

function dataOf(life: string, revision: number, hasAvatar: boolean): OnboardingData {
  return {
    displayName: "Somebody",
    username: usernameOf(life),
    email: `${usernameOf(life)}@example.org`,
    bio: bioOf(revision),
    avatarId: hasAvatar ? idOf(life, "avatar") : null,
    finishedSteps: ["basics"],
    categories: builtInCategories.map((category, position) => ({
      ...category,
      position,
      id: idOf(life, `category ${category.kind}`),
    })),
    defaultCategoryId: idOf(life, "category private"),
  };
}
