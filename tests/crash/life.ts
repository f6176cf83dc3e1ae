/**
 * The lives the writers lead: from a visitor's first word to a member who may leave again, a step at a time. The steps of
 * a life, and what the store has to show after each of them, follow from its name alone; so whoever judges needs to be
 * told nothing but how far it came.
 */
import { createHash } from "node:crypto";

import { builtInCategories } from "#lib/domain/visibility.ts";
import { createRandom, type Random } from "./random.ts";

export type Step =
  | { readonly deed: "start" }
  | { readonly deed: "type"; readonly revision: number }
  | { readonly deed: "stage avatar"; readonly revision: number }
  | { readonly deed: "stage document"; readonly label: string }
  | { readonly deed: "complete" }
  | { readonly deed: "change profile"; readonly revision: number }
  | { readonly deed: "replace avatar"; readonly revision: number }
  | { readonly deed: "add document"; readonly label: string; readonly circle: string | null }
  | { readonly deed: "rename document"; readonly label: string; readonly revision: number }
  | { readonly deed: "remove document"; readonly label: string }
  | { readonly deed: "restore document"; readonly label: string }
  | { readonly deed: "add circle"; readonly label: string }
  | { readonly deed: "dissolve circle"; readonly label: string }
  | { readonly deed: "discard" }
  | { readonly deed: "leave" };

type DocumentState = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly categoryId: string;
  /** Hashes of the files behind it. */
  readonly file: string | null;
  readonly thumbnail: string | null;
};

/** All a person could see of one life through the port; lists by id. */
export type LifeState = {
  readonly session: { readonly status: "open" | "completed"; readonly bio: string } | null;
  readonly staged: { readonly documents: readonly DocumentState[]; readonly avatar: string | null };
  readonly account: boolean;
  readonly profile: {
    readonly username: string;
    readonly bio: string;
    readonly avatarId: string | null;
  } | null;
  readonly categories: readonly { readonly id: string; readonly name: string }[];
  readonly documents: readonly DocumentState[];
  readonly avatar: string | null;
};

export const unborn: LifeState = {
  session: null,
  staged: { documents: [], avatar: null },
  account: false,
  profile: null,
  categories: [],
  documents: [],
  avatar: null,
};

/** A UUID that follows from the life and what it is for. */
export function idOf(life: string, label: string): string {
  const hex = createHash("sha256").update(`${life}/${label}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Between 100 and some 6,000 bytes that follow from the life and what they are for. */
export function bytesOf(life: string, label: string): Uint8Array {
  const seed = createHash("sha256").update(`${life}/${label}/bytes`).digest("hex");
  return new TextEncoder().encode(
    `${life}/${label}\n${seed.repeat(1 + (parseInt(seed.slice(0, 2), 16) % 90))}`,
  );
}

export function hashOf(life: string, label: string): string {
  return createHash("sha256").update(bytesOf(life, label)).digest("hex");
}

export function usernameOf(life: string): string {
  return `p${createHash("sha256").update(life).digest("hex").slice(0, 20)}`;
}

export const bioOf = (revision: number) =>
  `Revision ${revision}. ${"All that was typed. ".repeat(revision % 7)}`.trim();
export const nameOf = (label: string, revision: number) => `${label}, revision ${revision}.txt`;
export const descriptionOf = (label: string, revision: number) => `${label} as of revision ${revision}`;
export const circleName = (label: string) => `Circle ${label}`;

export function categoryIds(
  life: string,
): { id: string; kind: (typeof builtInCategories)[number]["kind"] }[] {
  return builtInCategories.map(({ kind }) => ({ kind, id: idOf(life, `category ${kind}`) }));
}

export function stepsOf(life: string): readonly Step[] {
  const random = createRandom(`life ${life}`);
  const steps: Step[] = [{ deed: "start" }];
  let revision = 0;
  const type = () => steps.push({ deed: "type", revision: (revision += 1) });
  for (let times = random.between(0, 3); times > 0; times -= 1) type();
  const staged = ["one", "two", "three"].slice(0, random.between(0, 3));
  for (const label of staged) {
    steps.push({ deed: "stage document", label });
    if (random.next() < 0.3) type();
  }
  if (random.next() < 0.5) {
    steps.push({ deed: "stage avatar", revision: (revision += 1) });
    type();
  }
  if (random.next() < 0.15) return [...steps, { deed: "discard" }];
  steps.push({ deed: "complete" });
  steps.push(...memberSteps(random, staged, revision));
  if (random.next() < 0.7) steps.push({ deed: "leave" });
  return steps;
}

function memberSteps(random: Random, staged: readonly string[], revisionSoFar: number): Step[] {
  const steps: Step[] = [];
  const documents = [...staged];
  const removed: string[] = [];
  const circles: string[] = [];
  let revision = revisionSoFar;
  for (let number = random.between(0, 14); number > 0; number -= 1) {
    const [first] = documents;
    const [thrown] = removed;
    const [circle] = circles;
    const label = `later ${number}`;
    switch (random.between(0, 7)) {
      case 0:
        steps.push({ deed: "change profile", revision: (revision += 1) });
        break;
      case 1:
        steps.push({ deed: "replace avatar", revision: (revision += 1) });
        break;
      case 2:
        steps.push({ deed: "add document", label, circle: circle ?? null });
        documents.push(label);
        break;
      case 3:
        if (first !== undefined)
          steps.push({ deed: "rename document", label: first, revision: (revision += 1) });
        break;
      case 4:
        if (first === undefined) break;
        steps.push({ deed: "remove document", label: first });
        removed.push(...documents.splice(0, 1));
        break;
      case 5:
        if (thrown === undefined) break;
        steps.push({ deed: "restore document", label: thrown });
        documents.push(...removed.splice(0, 1));
        break;
      case 6:
        steps.push({ deed: "add circle", label });
        circles.push(label);
        break;
      default:
        if (circle === undefined) break;
        steps.push({ deed: "dissolve circle", label: circle });
        circles.splice(0, 1);
    }
  }
  return steps;
}

/** What there is to see once the first `count` steps are done. */
export function stateAfter(life: string, count: number): LifeState {
  return stepsOf(life).slice(0, count).reduce(follower(life), unborn);
}

function follower(life: string): (state: LifeState, step: Step) => LifeState {
  const privateId = idOf(life, "category private");
  /** Removed documents are out of sight and come back as they were. */
  const thrown = new Map<string, DocumentState>();
  const document = (label: string, categoryId: string): DocumentState => ({
    id: idOf(life, label),
    name: nameOf(label, 0),
    description: descriptionOf(label, 0),
    categoryId,
    file: hashOf(life, label),
    thumbnail: hashOf(life, `${label} thumbnail`),
  });

  return (state, step) => {
    switch (step.deed) {
      case "start":
        return { ...state, session: { status: "open", bio: bioOf(0) } };
      case "type":
        return { ...state, session: { status: "open", bio: bioOf(step.revision) } };
      case "stage avatar":
        return { ...state, staged: { ...state.staged, avatar: hashOf(life, `avatar ${step.revision}`) } };
      case "stage document": {
        const documents = byId([...state.staged.documents, document(step.label, privateId)]);
        return { ...state, staged: { ...state.staged, documents } };
      }
      case "complete":
        return {
          session: { status: "completed", bio: state.session?.bio ?? "" },
          staged: unborn.staged,
          account: true,
          profile: {
            username: usernameOf(life),
            bio: state.session?.bio ?? "",
            avatarId: state.staged.avatar === null ? null : idOf(life, "avatar"),
          },
          categories: byId(
            builtInCategories.map(({ kind, name }) => ({ id: idOf(life, `category ${kind}`), name })),
          ),
          documents: state.staged.documents,
          avatar: state.staged.avatar,
        };
      case "change profile":
        return { ...state, profile: state.profile && { ...state.profile, bio: bioOf(step.revision) } };
      case "replace avatar":
        return { ...state, avatar: hashOf(life, `avatar ${step.revision}`) };
      case "add document": {
        const categoryId = step.circle === null ? privateId : idOf(life, `circle ${step.circle}`);
        return { ...state, documents: byId([...state.documents, document(step.label, categoryId)]) };
      }
      case "rename document":
        return {
          ...state,
          documents: change(state.documents, idOf(life, step.label), (found) => ({
            ...found,
            name: nameOf(step.label, step.revision),
            description: descriptionOf(step.label, step.revision),
          })),
        };
      case "remove document": {
        const id = idOf(life, step.label);
        for (const found of state.documents) if (found.id === id) thrown.set(id, found);
        return { ...state, documents: state.documents.filter((found) => found.id !== id) };
      }
      case "restore document": {
        const found = thrown.get(idOf(life, step.label));
        thrown.delete(idOf(life, step.label));
        return found ? { ...state, documents: byId([...state.documents, found]) } : state;
      }
      case "add circle": {
        const circle = { id: idOf(life, `circle ${step.label}`), name: circleName(step.label) };
        return { ...state, categories: byId([...state.categories, circle]) };
      }
      case "dissolve circle": {
        const id = idOf(life, `circle ${step.label}`);
        const moved = (found: DocumentState) =>
          found.categoryId === id ? { ...found, categoryId: privateId } : found;
        for (const [key, found] of thrown) thrown.set(key, moved(found));
        return {
          ...state,
          categories: state.categories.filter((category) => category.id !== id),
          documents: state.documents.map(moved),
        };
      }
      case "discard":
      case "leave":
        return unborn;
    }
  };
}

function change(
  documents: readonly DocumentState[],
  id: string,
  to: (found: DocumentState) => DocumentState,
): DocumentState[] {
  return documents.map((found) => (found.id === id ? to(found) : found));
}

export function byId<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
