import type { Refusal } from "#lib/domain/action-result.ts";
import type {
  DraftChange,
  DraftField,
  OnboardingView,
  SaveAnswer,
  SaveRequest,
} from "#lib/domain/onboarding-view.ts";
import {
  keepMine,
  receive,
  restoreUnsent,
  takeTheirs,
  typeInto,
  unsentChanges,
  type Draft,
} from "./draft.ts";

export type SaveStatus =
  | { readonly kind: "resting" }
  /** Something was typed and waits a moment for more. */
  | { readonly kind: "typing" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved" }
  /** No answer: what was typed is kept in this browser and sent again. */
  | { readonly kind: "offline" }
  | { readonly kind: "refused"; readonly message: string; readonly fields: Readonly<Record<string, string>> }
  /** The onboarding was finished, started over or has expired. */
  | { readonly kind: "over" };

export type SaverState = { readonly draft: Draft; readonly status: SaveStatus };

/** What the saver needs of its surroundings, so that it runs without a browser in tests. */
export type SaverPorts = {
  /** Throws when there is no answer. `last` means the page is closing. */
  send(request: SaveRequest, options: { last: boolean }): Promise<SaveAnswer | Refusal>;
  /** Keeps unsent changes over a reload; null forgets them. */
  remember(unsent: Unsent | null): void;
  recall(): Unsent | null;
  /** Tells the other tabs. */
  announce(view: OnboardingView): void;
  /** Runs `task` later and gives a way to call it off. */
  schedule(task: () => void, milliseconds: number): () => void;
};

export type Unsent = { readonly sessionId: string | null; readonly changes: readonly DraftChange[] };

export type DraftSaver = {
  getState(): SaverState;
  subscribe(listener: () => void): () => void;
  /** Takes up what was left unsent and sends it. Called once, in the browser. */
  start(): void;
  edit(field: DraftField, value: string): void;
  keepMine(field: DraftField): void;
  takeTheirs(field: DraftField): void;
  /** News from the server or another tab. */
  receive(view: OnboardingView, conflicts?: SaveAnswer["conflicts"]): void;
  /** Sends what is unsent at once; fulfils when the answer is there. Never throws. */
  flush(): Promise<void>;
  /** The page is closing: sends what is unsent without waiting. */
  leave(): void;
  /** The onboarding is over: nothing is sent any more. */
  end(): void;
  /** Stops all timers. */
  stop(): void;
};

const pause = 500;
const firstRetry = 2_000;
const longestRetry = 30_000;

export function createDraftSaver(initial: Draft, ports: SaverPorts): DraftSaver {
  let state: SaverState = { draft: initial, status: { kind: "resting" } };
  let cancelTimer = () => {};
  let underWay: Promise<void> | null = null;
  let retry = firstRetry;
  const listeners = new Set<() => void>();

  const set = (change: Partial<SaverState>) => {
    state = { ...state, ...change };
    listeners.forEach((listener) => listener());
  };

  const later = (milliseconds: number) => {
    cancelTimer();
    cancelTimer = ports.schedule(() => void save(), milliseconds);
  };

  const setDraft = (draft: Draft) => {
    set({ draft });
    keepUnsent();
    if (unsentChanges(draft).length === 0 || state.status.kind === "over") return;
    if (state.status.kind !== "saving" && state.status.kind !== "offline")
      set({ status: { kind: "typing" } });
    later(pause);
  };

  function keepUnsent() {
    const { draft } = state;
    const changes = unsentChanges(draft);
    const open = Object.keys(draft.conflicts).length > 0;
    if (changes.length > 0) ports.remember({ sessionId: draft.sessionId, changes });
    else if (!open) ports.remember(null);
  }

  async function save(): Promise<void> {
    cancelTimer();
    if (underWay) await underWay;
    const changes = unsentChanges(state.draft);
    if (changes.length === 0 || state.status.kind === "over") return;
    underWay = send(changes).finally(() => {
      underWay = null;
    });
    await underWay;
  }

  async function send(changes: DraftChange[]): Promise<void> {
    if (state.status.kind !== "offline") set({ status: { kind: "saving" } });
    try {
      const answer = await ports.send({ sessionId: state.draft.sessionId, changes }, { last: false });
      if ("ok" in answer) return refuse(answer);
      retry = firstRetry;
      set({
        draft: receive(state.draft, { view: answer.view, sent: changes, conflicts: answer.conflicts }),
        status: { kind: "saved" },
      });
      keepUnsent();
      ports.announce(answer.view);
      if (unsentChanges(state.draft).length > 0) later(pause);
    } catch {
      set({ status: { kind: "offline" } });
      tryAgain();
    }
  }

  function refuse({ code, message, fields = {} }: Refusal) {
    if (code === "not_found" || code === "not_allowed") return set({ status: { kind: "over" } });
    set({ status: { kind: "refused", message: Object.values(fields)[0] ?? message, fields } });
    // Waiting mends a full disk; it does not mend what was typed.
    if (code !== "invalid_input" && code !== "too_large") tryAgain();
  }

  function tryAgain() {
    later(retry);
    retry = Math.min(retry * 2, longestRetry);
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      const unsent = ports.recall();
      // Without an id it was typed before there was any session; it belongs to whichever came of it.
      if (!unsent || (unsent.sessionId !== null && unsent.sessionId !== state.draft.sessionId)) return;
      setDraft(restoreUnsent(state.draft, unsent.changes));
      if (unsentChanges(state.draft).length > 0) void save();
    },
    edit: (field, value) => setDraft(typeInto(state.draft, field, value)),
    keepMine: (field) => setDraft(keepMine(state.draft, field)),
    takeTheirs: (field) => setDraft(takeTheirs(state.draft, field)),
    receive(view, conflicts = []) {
      if (state.draft.sessionId !== null && state.draft.sessionId !== view.id)
        return set({ status: { kind: "over" } });
      setDraft(receive(state.draft, { view, conflicts }));
    },
    flush: save,
    leave() {
      const changes = unsentChanges(state.draft);
      if (changes.length === 0 || state.status.kind === "over") return;
      ports.send({ sessionId: state.draft.sessionId, changes }, { last: true }).catch(() => undefined);
    },
    end: () => set({ status: { kind: "over" } }),
    stop: () => cancelTimer(),
  };
}
