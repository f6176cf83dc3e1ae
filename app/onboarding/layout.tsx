import type { ReactNode } from "react";

import { Shell } from "../shell.tsx";

export default function OnboardingLayout({ children }: { children: ReactNode }) {
  return <Shell width="full">{children}</Shell>;
}
