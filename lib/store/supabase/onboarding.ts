/** Onboarding sessions in Supabase: reached by a capability through functions alone, or by the member one is bound to. */
import { randomBytes } from "node:crypto";

import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { OnboardingDataSchema, type OnboardingSession } from "#lib/domain/onboarding.ts";
import type { Onboarding } from "../port.ts";
import { completeOnboarding } from "./complete-onboarding.ts";
import { withCurrent } from "./conflicts.ts";
import type { TableRow } from "./database.ts";
import { toSession, toSessionData } from "./rows.ts";
import type { Connection, Viewing } from "./viewing.ts";

/** 256 random bits. */
const createCapability = () => randomBytes(32).toString("base64url");

export function createOnboarding(connection: Connection, viewing: Viewing): Onboarding {
  const { database } = connection;
  const { capability, token, memberId } = viewing;
  const lifetime = { lifetime_hours: connection.sessionTimeoutHours };

  async function get(): Promise<OnboardingSession | null> {
    if (capability.capability === "") return null;
    const row = await database.row(await token(), "get_onboarding", { ...lifetime, ...capability });
    return row && toSession(row);
  }

  return {
    async start({ id, memberId: promisedId, data }) {
      checkInput(IdSchema, id);
      checkInput(IdSchema, promisedId);
      const input = checkInput(OnboardingDataSchema, data);
      const made = createCapability();
      const row = await database.row(await token(), "start_onboarding", {
        session_id: id,
        member_id: promisedId,
        data: toSessionData(input),
        new_capability: made,
        ...lifetime,
        ...capability,
        // Whoever holds nothing yet holds what they bring: so the same may be asked twice when the first answer was lost.
        ...(capability.capability === "" && { capability: made }),
      });
      return { session: toSession(requireRow(row)), capability: made };
    },
    get,
    async update(version, data) {
      const input = checkInput(OnboardingDataSchema, data);
      return withCurrent(async () => {
        const args = { based_on: version, data: toSessionData(input), ...lifetime, ...capability };
        return toSession(requireRow(await database.row(await token(), "update_onboarding", args)));
      }, get);
    },
    async createCapability() {
      const made = createCapability();
      const args = { new_capability: made, ...capability };
      await database.value(await token(), "create_onboarding_capability", args);
      return made;
    },
    async attachViewer(given) {
      if (memberId === null) throw new AppError("not_allowed");
      return toSession(
        requireRow(await database.row(await token(), "attach_onboarding", { capability: given })),
      );
    },
    complete: (account) => completeOnboarding(connection, viewing, get, account),
    async discard() {
      const sessionId = (await database.value(await token(), "discard_onboarding", { ...capability })) as
        string | null;
      if (sessionId !== null) await connection.staging.reach(sessionId).removeAll();
    },
  };
}

function requireRow(row: TableRow<"onboarding_sessions"> | null): TableRow<"onboarding_sessions"> {
  if (!row) throw new AppError("not_found");
  return row;
}
