import type { ReactNode } from "react";

import { Shell } from "../shell.tsx";

export default function ProfileLayout({ children }: { children: ReactNode }) {
  return <Shell width="page">{children}</Shell>;
}
