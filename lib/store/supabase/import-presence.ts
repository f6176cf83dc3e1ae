/** What is there already, and whether a row of a snapshot has a place beside it. The same judgement as on local storage. */
import type { AccountRecord } from "#lib/domain/account-records.ts";
import type { Document } from "#lib/domain/document.ts";
import type { Profile } from "#lib/domain/profile.ts";
import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import type { ImportConflict } from "../port.ts";
import type { SessionRow, SnapshotFile } from "../snapshot.ts";
import { toCategory } from "./rows.ts";
import type { SnapshotPlace } from "./snapshot-keys.ts";
import type { ExportedRows } from "./snapshot-rows.ts";

export type Judgement = "new" | "present" | ImportConflict["reason"];

export type Presence = ReturnType<typeof createPresence>;

type Home = { readonly ownerId: string | null; readonly sessionId: string | null };

const homeOf = ({ ownerId, sessionId }: Home) => ownerId ?? `sessions/${sessionId}`;
/** As private.fold compares names. */
const fold = (text: string) => text.normalize("NFC").toLowerCase();

export function createPresence(rows: ExportedRows) {
  const accounts = new Set(rows.accounts.map(({ id }) => id));
  const emails = new Map(rows.accounts.map(({ id, email }) => [email.toLowerCase(), id]));
  const profiles = rows.users.filter(({ version }) => version > 0);
  const members = new Set(profiles.map(({ id }) => id));
  const usernames = new Map(profiles.map(({ id, username }) => [username, id]));
  const categoryOwners = new Map<string, string>();
  const categoryNames = new Set<string>();
  const sessionMembers = new Map(rows.onboarding_sessions.map(({ id, member_id }) => [id, member_id]));
  const promised = new Set(sessionMembers.values());
  const withCapabilities = new Set(rows.onboarding_capabilities.map(({ session_id }) => session_id));
  const documentHomes = new Map(
    rows.documents.map(({ id, owner_id, session_id }) => [
      id,
      homeOf({ ownerId: owner_id, sessionId: session_id }),
    ]),
  );
  const files = new Map(rows.files.map(({ key, sha256 }) => [String(key), sha256]));

  function addCategory({ id, ownerId, name }: VisibilityCategory): void {
    categoryOwners.set(id, ownerId);
    categoryNames.add(`${ownerId} ${fold(name)}`);
  }
  for (const row of rows.visibility_categories) addCategory(toCategory(row));

  return {
    hasAccount: (id: string) => accounts.has(id),
    hasMember: (id: string) => members.has(id),
    addCategory,

    judgeMember(id: string, account: AccountRecord | null, profile: Profile | null): ImportConflict[] {
      const conflicts: ImportConflict[] = [];
      if (account && !accounts.has(id) && emails.has(account.email))
        conflicts.push({ table: "accounts", id, reason: "email_taken" });
      if (profile && !members.has(id) && usernames.has(profile.username))
        conflicts.push({ table: "profiles", id, reason: "username_taken" });
      // Here a profile hangs on an account.
      if (profile && !account && !accounts.has(id))
        conflicts.push({ table: "profiles", id, reason: "owner_missing" });
      return conflicts;
    },
    addMember(id: string, account: AccountRecord | null, profile: Profile | null): void {
      accounts.add(id);
      if (account) emails.set(account.email, id);
      if (!profile) return;
      members.add(id);
      usernames.set(profile.username, id);
    },
    forgetMember(id: string): void {
      accounts.delete(id);
      members.delete(id);
    },

    judgeCategory({ id, ownerId, name }: VisibilityCategory): Judgement {
      const owner = categoryOwners.get(id);
      if (owner !== undefined) return owner === ownerId ? "present" : "id_taken";
      if (!members.has(ownerId)) return "owner_missing";
      return categoryNames.has(`${ownerId} ${fold(name)}`) ? "name_taken" : "new";
    },

    judgeSession({ id, memberId, attachedTo, status }: SessionRow): Judgement {
      const member = sessionMembers.get(id);
      if (member !== undefined) return member === memberId ? "present" : "id_taken";
      // What is left of how somebody came is theirs.
      if (status === "completed" && !members.has(attachedTo ?? memberId)) return "owner_missing";
      const isOpenForMember = status === "open" && members.has(memberId);
      return promised.has(memberId) || isOpenForMember ? "id_taken" : "new";
    },
    addSession({ id, memberId }: SessionRow): void {
      sessionMembers.set(id, memberId);
      promised.add(memberId);
    },
    lacksCapabilities: (id: string) => sessionMembers.has(id) && !withCapabilities.has(id),

    judgeDocument({ id, ownerId, sessionId, categoryId }: Document): Judgement {
      const home = documentHomes.get(id);
      if (home !== undefined) return home === homeOf({ ownerId, sessionId }) ? "present" : "id_taken";
      if (ownerId === null) return sessionMembers.has(sessionId ?? "") ? "new" : "owner_missing";
      return members.has(ownerId) && categoryOwners.get(categoryId) === ownerId ? "new" : "owner_missing";
    },
    addDocument: (document: Document) => void documentHomes.set(document.id, homeOf(document)),

    judgeFile({ home, homeId, objectKey }: SnapshotPlace, { sha256 }: SnapshotFile): Judgement {
      const existing = files.get(objectKey);
      if (existing !== undefined) return existing === sha256 ? "present" : "id_taken";
      const hasHome = home === "users" ? members.has(homeId) : sessionMembers.has(homeId);
      return hasHome ? "new" : "owner_missing";
    },
  };
}
