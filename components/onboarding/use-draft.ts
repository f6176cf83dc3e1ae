"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

import type { FieldConflict } from "#lib/domain/onboarding.ts";
import type { DraftField, OnboardingView } from "#lib/domain/onboarding-view.ts";
import { browserPorts, fetchView, listenToOtherTabs } from "./browser-ports.ts";
import { createDraft, typeInto, type Draft } from "./draft.ts";
import { createDraftSaver, type DraftSaver, type SaverState } from "./draft-saver.ts";

type InitialDraft = {
  readonly view: OnboardingView | null;
  /** What a refused form brought back, by field. */
  readonly typed?: Readonly<Partial<Record<string, string>>> | undefined;
  readonly conflicts?: readonly FieldConflict[] | undefined;
};

/** The draft of this page, saved as it is typed. */
export function useDraft(
  initial: InitialDraft,
  fields: readonly DraftField[],
): SaverState & { saver: DraftSaver } {
  const [saver] = useState(() => createDraftSaver(createInitial(initial, fields), browserPorts));
  const state = useSyncExternalStore(saver.subscribe, saver.getState, saver.getState);

  useEffect(() => {
    saver.start();
    const look = () => {
      if (document.visibilityState === "hidden") return saver.leave();
      void fetchView().then((view) => view && saver.receive(view));
    };
    const onOnline = () => void saver.flush();
    const stopListening = listenToOtherTabs((news) => {
      if (news.kind === "saved") saver.receive(news.view);
      else saver.end();
    });
    // The page may be older than what another tab saved while it was loading.
    look();
    document.addEventListener("visibilitychange", look);
    window.addEventListener("focus", look);
    window.addEventListener("online", onOnline);
    window.addEventListener("pagehide", saver.leave);
    return () => {
      stopListening();
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("focus", look);
      window.removeEventListener("online", onOnline);
      window.removeEventListener("pagehide", saver.leave);
      saver.leave();
      saver.stop();
    };
  }, [saver]);

  return { ...state, saver };
}

function createInitial(
  { view, typed = {}, conflicts = [] }: InitialDraft,
  fields: readonly DraftField[],
): Draft {
  let draft = createDraft(view);
  for (const field of fields) {
    const value = typed[field];
    if (value !== undefined) draft = typeInto(draft, field, value);
    const conflict = conflicts.find((each) => each.field === field);
    if (conflict && typeof conflict.theirs === "string")
      draft = { ...draft, conflicts: { ...draft.conflicts, [field]: conflict.theirs } };
  }
  return draft;
}
