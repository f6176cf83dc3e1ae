"use client";

import { useRef, type SubmitEvent } from "react";

import type { DraftSaver } from "./draft-saver.ts";

/**
 * For a form's `onSubmit`: what was typed is saved first and the form sent after it, never both at once, or a newcomer's
 * first press would begin two onboardings. Without a connection, or with two versions to decide on, it is not sent.
 */
export function useSubmitWhenSaved(saver: DraftSaver) {
  const isSaved = useRef(false);
  const isWaiting = useRef(false);

  return (event: SubmitEvent<HTMLFormElement>) => {
    if (isSaved.current) {
      isSaved.current = false;
      return;
    }
    event.preventDefault();
    if (isWaiting.current) return;
    const form = event.currentTarget;
    const submitter = event.nativeEvent.submitter;
    isWaiting.current = true;
    void saver.flush().then(() => {
      isWaiting.current = false;
      const undecided = Object.keys(saver.getState().draft.conflicts).length > 0;
      if (undecided) return form.querySelector<HTMLElement>("[name=keep]")?.focus();
      if (!canSend(saver)) return;
      isSaved.current = true;
      // A form that is asked again while its first event is still under way does nothing.
      setTimeout(() => form.requestSubmit(submitter));
    });
  };
}

/** What was refused for what it says is sent as well: the answer puts the message at the field. */
function canSend(saver: DraftSaver): boolean {
  const { status } = saver.getState();
  if (status.kind === "offline" || status.kind === "over") return false;
  return status.kind !== "refused" || Object.keys(status.fields).length > 0;
}
