import type { Refusal } from "#lib/domain/action-result.ts";
import { DraftChangeSchema, type OnboardingView, type SaveAnswer } from "#lib/domain/onboarding-view.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { z } from "zod";

import type { SaverPorts, Unsent } from "./draft-saver.ts";

const unsentKey = "keepintouch.onboarding.unsent";
const channelName = "keepintouch.onboarding";

/** What tabs tell each other. */
export type TabNews = { readonly kind: "saved"; readonly view: OnboardingView } | { readonly kind: "over" };

const UnsentSchema = z.object({ sessionId: IdSchema.nullable(), changes: z.array(DraftChangeSchema) });

/** The saver's surroundings in a browser. Storage that is switched off or full costs only the memory over a reload. */
export const browserPorts: SaverPorts = {
  async send(request, { last }) {
    const response = await fetch("/api/onboarding", {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      // Browsers finish such a request after the page is gone, up to 64 kB.
      keepalive: last,
    });
    return (await response.json()) as SaveAnswer | Refusal;
  },
  remember(unsent) {
    try {
      if (unsent) localStorage.setItem(unsentKey, JSON.stringify(unsent));
      else localStorage.removeItem(unsentKey);
    } catch {
      return;
    }
  },
  recall: recallUnsent,
  announce: (view) => tellOtherTabs({ kind: "saved", view }),
  schedule(task, milliseconds) {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

function recallUnsent(): Unsent | null {
  try {
    const parsed = UnsentSchema.safeParse(JSON.parse(localStorage.getItem(unsentKey) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Nothing of an onboarding stays behind in this browser once it is finished or thrown away. */
export function forgetUnsent(): void {
  browserPorts.remember(null);
}

export function tellOtherTabs(news: TabNews): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(news);
  channel.close();
}

export function listenToOtherTabs(listener: (news: TabNews) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<TabNews>) => listener(event.data);
  return () => channel.close();
}

/** What is stored right now; null when there is no open onboarding or no answer. */
export async function fetchView(): Promise<OnboardingView | null> {
  try {
    const response = await fetch("/api/onboarding", { cache: "no-store" });
    if (!response.ok) return null;
    return ((await response.json()) as { view: OnboardingView | null }).view;
  } catch {
    return null;
  }
}
