/** The cookie that holds an onboarding's capability. */
import "server-only";

import { getEnv } from "#lib/env.ts";

export const onboardingCookie = {
  name: "keepintouch_onboarding",
  /** Seconds; as long as the session itself lives without being touched. */
  get maxAge(): number {
    return getEnv().sessionTimeoutHours * 3600;
  },
} as const;
