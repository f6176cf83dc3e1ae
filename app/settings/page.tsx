import { Download } from "lucide-react";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";

import { PageHeader } from "#components/layout/page-header.tsx";
import { ThemeSwitch } from "#components/layout/theme-switch.tsx";
import { parseTheme, themeCookie } from "#components/layout/theme.ts";
import { ChangeEmail } from "#components/settings/change-email.tsx";
import { ChangePassword } from "#components/settings/change-password.tsx";
import { SessionList, type SessionView } from "#components/settings/session-list.tsx";
import { SettingsSection } from "#components/settings/settings-section.tsx";
import { Button } from "#components/ui/button.tsx";
import { agoInWords, dayInWords } from "#lib/domain/time-words.ts";
import { requireMember, type ViewerContext } from "#lib/server/viewer.ts";

import { setThemeAction } from "../actions/set-theme.ts";
import { Shell } from "../shell.tsx";
import {
  changePasswordAction,
  endOtherSessionsAction,
  endSessionAction,
  requestEmailChangeAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { auth, signedIn } = await requireMember("/settings");
  const sessions = await listSessions(auth);
  return (
    <Shell>
      <PageHeader title="Settings" lead="How you get in, where you are, and what happens with your data." />
      <SettingsSection
        id="email"
        title="E-mail address"
        lead="You sign in with it. Nobody else sees it, not even your friends."
      >
        <ChangeEmail email={signedIn.email} action={requestEmailChangeAction} />
      </SettingsSection>
      <SettingsSection
        id="password"
        title="Password"
        lead="Changing it signs you out in every other browser."
      >
        <ChangePassword email={signedIn.email} action={changePasswordAction} />
      </SettingsSection>
      <SettingsSection
        id="sessions"
        title="Where you are signed in"
        lead="Something you do not know? Sign it out, then change your password."
      >
        <SessionList
          sessions={sessions}
          endAction={endSessionAction}
          endOthersAction={endOtherSessionsAction}
        />
      </SettingsSection>
      <SettingsSection id="appearance" title="Appearance" lead="In this browser only.">
        <ThemeSwitch theme={parseTheme((await cookies()).get(themeCookie)?.value)} action={setThemeAction} />
      </SettingsSection>
      <SettingsSection
        id="data"
        title="Your data"
        lead="Yours to take along, at any time and without asking."
      >
        <p>
          One zip file with your profile, your circles and all your documents: as files under their own names,
          and as JSON for other programs.
        </p>
        <div>
          <Button asChild variant="outline">
            <a href="/api/me/export" download>
              <Download aria-hidden="true" />
              Download my data
            </a>
          </Button>
        </div>
      </SettingsSection>
      <SettingsSection
        id="delete"
        title="Delete account"
        lead="For good. Nothing is kept, and nothing can be brought back."
      >
        <div>
          <Button asChild variant="outline">
            <Link href="/settings/delete">Delete my account</Link>
          </Button>
        </div>
      </SettingsSection>
    </Shell>
  );
}

async function listSessions(auth: ViewerContext["auth"]): Promise<SessionView[]> {
  const now = Date.now();
  return (await auth.listSessions()).map(({ id, device, isCurrent, lastSeenAt, createdAt }) => ({
    ...{ id, device, isCurrent },
    lastUsed: agoInWords(lastSeenAt, now),
    since: dayInWords(createdAt),
  }));
}
