/** Sign-in kept by Supabase Auth: sessions in the browser's cookies through @supabase/ssr, links by the service's own mails. */
import type { SupabaseClient } from "@supabase/supabase-js";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { Clock } from "#lib/domain/time.ts";
import { createBackground } from "./background.ts";
import { deviceInWords } from "./device-words.ts";
import {
  fieldError,
  normaliseAddress,
  parseEmail,
  parseNewPassword,
  samePassword,
  wrongPair,
  wrongPassword,
} from "./entries.ts";
import { atMost, notBefore } from "./even-time.ts";
import { linkOrigin } from "./link-origin.ts";
import type { Mailer } from "./mailer.ts";
import * as mails from "./mails.ts";
import type { Auth, AuthClient, SignedIn } from "./port.ts";
import {
  isAway,
  isRefused,
  isSignedOut,
  passwordError,
  toAppError,
  type ServiceError,
} from "./supabase/errors.ts";
import { toKnown, type Known } from "./supabase/known-account.ts";
import { createPlainClient } from "./supabase/plain-client.ts";
import { prepareAccount } from "./supabase/prepare-account.ts";
import {
  createRequestClient,
  forgetSession,
  hasSession,
  type SupabaseProject,
} from "./supabase/request-client.ts";
import * as records from "./supabase/sign-in-records.ts";
import { clientKey, createAuthThrottles } from "./throttles.ts";

export type SupabaseAuthOptions = SupabaseProject & {
  /** Hours of inactivity after which an unfinished onboarding expires. */
  readonly sessionTimeoutHours: number;
  /** Sends the notices the service has none for; null leaves them out. Links come from the service itself. */
  readonly mailer: Mailer | null;
  readonly clock: Clock;
  /** The configured origin for links in notices; null leaves it to the request, as far as that can be believed. */
  readonly publicUrl: string | null;
  /** One line for whoever runs the app. */
  readonly log: (message: string) => void;
};

export type SupabaseAuth = {
  open(client: AuthClient): Auth;
  /** The token of that member if the browser is signed in as them; null otherwise. */
  accessToken(client: AuthClient): (memberId: string) => Promise<string | null>;
  /** Waits for mails that are on their way. */
  settle(): Promise<void>;
};

/** The service answers an address it does not know sooner than a wrong password. Milliseconds, above what either takes. */
const refusalTime = 400;
/** Sending a mail takes a while; whether one is sent must not show. Milliseconds. */
const mailTime = 600;
/** A page does not wait longer than this to learn who is asking. Milliseconds. */
const longestAnswer = 12_000;
/** bcrypt reads no more: a longer password must not pass for its beginning. */
const longestPassword = 72;

const confirmFirst =
  "Confirm your address first: follow the link in the mail we sent you. Then you can sign in, and everything is there.";

const otherLinkFirst =
  "One more step: follow the link in the mail we sent to your other address, too. Then the new one counts.";

export function createSupabaseAuth(options: SupabaseAuthOptions): SupabaseAuth {
  const { mailer, clock } = options;
  const throttles = createAuthThrottles(clock);
  const background = createBackground(options.log);
  const clients = new WeakMap<AuthClient, SupabaseClient>();

  /** One for a request, whoever of the app asks in it: two would each renew the same session. */
  const clientOf = (browser: AuthClient): SupabaseClient => {
    const client = clients.get(browser) ?? createRequestClient(options, browser, clock);
    clients.set(browser, client);
    return client;
  };

  const open = (browser: AuthClient): Auth => {
    const asker = clientKey(browser.address);
    const supabase = clientOf(browser);
    const plain = () => createPlainClient(options, browser.userAgent);

    /**
     * Asks the service: a token that was signed well says nothing about whether its session was ended since, or whether
     * the address is still the same.
     */
    const findCurrent = async (): Promise<Known | null> => {
      if (!hasSession(browser, clock)) return null;
      const answer = await atMost(longestAnswer, () => supabase.auth.getUser());
      if (!answer) throw new AppError("unavailable");
      const { data, error } = answer;
      if (data.user) return toKnown(data.user);
      if (error && !isSignedOut(error)) throw toAppError(error);
      forgetSession(browser);
      return null;
    };

    const requireCurrent = async (): Promise<Known> => {
      const current = await findCurrent();
      if (!current) throw new AppError("not_signed_in");
      return current;
    };

    /** Signs in nowhere: what the service begins to find out is ended at once. */
    const isPasswordOf = async (email: string, password: string): Promise<boolean> => {
      if (isTooLong(password)) return false;
      const client = plain();
      const { error } = await client.auth.signInWithPassword({ email, password });
      if (!error) await client.auth.signOut({ scope: "local" });
      else if (!isRefused(error, "wrongPair")) throw toAppError(error);
      return !error;
    };

    /** Throws `invalid_input` at `field` unless the password is the member's. */
    const checkPassword = async ({ memberId, email }: SignedIn, password: string, field: string) => {
      throttles.password.take(memberId);
      if (!(await isPasswordOf(email, password))) throw wrongPassword(field);
      throttles.password.forget(memberId);
    };

    const sendNotice = (
      memberId: string,
      to: string,
      path: string,
      write: (url: string) => mails.MailText,
    ) => {
      const text = whereLinksWork(() => {
        const origin = linkOrigin({ publicUrl: options.publicUrl, requestOrigin: browser.origin });
        return write(`${origin}${path}`);
      });
      if (mailer && text) background.run(() => mailer.send({ ...text, to, memberId }));
    };

    const setPassword = async (member: SignedIn, password: string): Promise<ServiceError | null> => {
      const { error } = await supabase.auth.updateUser({ password });
      if (error && !isRefused(error, "samePassword")) return error;
      await endOthers();
      throttles.signInByAddress.forget(member.email);
      sendNotice(member.memberId, member.email, "/forgot-password", mails.passwordChangedNotice);
      return null;
    };

    const endOthers = async (): Promise<void> => {
      const { error } = await supabase.auth.signOut({ scope: "others" });
      if (error) throw toAppError(error);
    };

    const endHere = async (): Promise<void> => {
      const { data } = await supabase.auth.getSession();
      // Not the client's own way, which lets go of the cookie even when nobody was told that the session is over.
      const { error } = await supabase.auth.admin.signOut(data.session?.access_token ?? "", "local");
      if (error && !isSignedOut(error)) throw toAppError(error);
      forgetSession(browser);
    };

    /** Follows a link's token here: the browser is signed in by it. */
    const follow = async (token: string, type: "recovery" | "email"): Promise<Known> => {
      if (!isLinkToken(token)) throw new AppError("not_found");
      const { data, error } = await supabase.auth.verifyOtp({ token_hash: token, type });
      if (error) throw isRefused(error, "linkUsedUp") ? new AppError("not_found") : toAppError(error);
      if (!data.user) throw new AppError("not_found");
      return toKnown(data.user);
    };

    return {
      async current() {
        const current = await findCurrent();
        return current && toSignedIn(current);
      },

      async prepareAccount(wanted) {
        throttles.addressLookUp.take(asker);
        const account = await prepareAccount({ supabase, plain, throttles, endHere }, wanted);
        throttles.addressLookUp.giveBack(asker);
        return account;
      },

      async isEmailFree(email) {
        throttles.addressLookUp.take(asker);
        const isFree = await records.isEmailFree(plain(), parseEmail(email, "email"));
        if (isFree) throttles.addressLookUp.giveBack(asker);
        return isFree;
      },

      async confirmAccount(token) {
        return toSignedIn(await follow(token, "email"));
      },

      async signIn({ email, password }) {
        const address = normaliseAddress(email);
        throttles.signInByClient.take(asker);
        throttles.signInByAddress.take(address);
        const began = performance.now();
        const { data, error } = await supabase.auth.signInWithPassword({
          email: address,
          password: isTooLong(password) ? "" : password,
        });
        if (error && isRefused(error, "notConfirmed"))
          throw new AppError("invalid_input", { sentence: confirmFirst });
        if (error && !isRefused(error, "wrongPair")) throw toAppError(error);
        const account = data.user && toKnown(data.user);
        if (!account || !(await records.isMember(supabase, account, options.sessionTimeoutHours))) {
          if (account) await endHere();
          await notBefore(began + refusalTime);
          throw wrongPair();
        }
        throttles.signInByAddress.forget(address);
        throttles.signInByClient.giveBack(asker);
        return toSignedIn(account);
      },

      async signOut() {
        if (hasSession(browser, clock)) await endHere();
        forgetSession(browser);
      },

      async listSessions() {
        await requireCurrent();
        const signIns = await records.listSignIns(supabase);
        return signIns.map(({ userAgent, ...signIn }) => ({
          ...signIn,
          device: deviceInWords(userAgent ?? (signIn.isCurrent ? browser.userAgent : null)),
        }));
      },

      async revokeSession(id) {
        await requireCurrent();
        const isHere = (await records.listSignIns(supabase)).some((own) => own.isCurrent && own.id === id);
        if (isHere) return endHere();
        if (!isUuid(id) || !(await records.endSignIn(supabase, id))) throw new AppError("not_found");
      },

      async revokeOtherSessions() {
        await requireCurrent();
        await endOthers();
      },

      async changePassword({ currentPassword, newPassword }) {
        const current = await requireCurrent();
        const password = parseNewPassword(newPassword, "newPassword");
        await checkPassword(current, currentPassword, "currentPassword");
        if (password === currentPassword) throw samePassword();
        const error = await setPassword(current, password);
        if (error) throw passwordError(error, "newPassword");
      },

      async requestPasswordReset(email) {
        const address = parseEmail(email, "email");
        throttles.mailByClient.take(asker);
        throttles.mailByAddress.take(address);
        const began = performance.now();
        const asked = plain().auth.resetPasswordForEmail(address);
        background.run(async () => {
          const { error } = await asked;
          // One was sent a moment ago: to say so would say that there is such an account.
          if (error && !isRefused(error, "tooManyMails")) throw toAppError(error);
        });
        const answer = await atMost(mailTime, () => asked);
        // That nobody is there to send it is true for every address.
        if (answer?.error && isAway(answer.error)) throw toAppError(answer.error);
        await notBefore(began + mailTime);
      },

      async isResetTokenValid(token) {
        return isLinkToken(token) && records.isResetLinkValid(plain(), token);
      },

      async resetPassword({ token, newPassword }) {
        if (!isLinkToken(token) || !(await records.isResetLinkValid(plain(), token)))
          throw new AppError("not_found");
        // Before the token is used up, so that a password that is refused can be tried again.
        const password = parseNewPassword(newPassword, "newPassword");
        const member = await follow(token, "recovery");
        const error = await setPassword(member, password);
        if (error) throw passwordError(error, "newPassword");
        return toSignedIn(member);
      },

      async requestEmailChange({ newEmail, password }) {
        const current = await requireCurrent();
        const address = parseEmail(newEmail, "newEmail");
        if (address === current.email) throw fieldError("newEmail", "That is your address already.");
        await checkPassword(current, password, "password");
        throttles.mailByClient.take(asker);
        throttles.mailByAddress.take(address);
        if (await records.isEmailFree(plain(), address)) {
          const error = await records.askForEmailChange(options, supabase, address);
          if (error && isRefused(error, "badAddress"))
            throw fieldError("newEmail", "Mails cannot be sent there. Check the address.");
          if (error && !isRefused(error, "taken")) throw toAppError(error);
        } else {
          sendNotice(current.memberId, address, "/sign-in", mails.emailTakenNotice);
        }
        sendNotice(current.memberId, current.email, "/forgot-password", mails.emailChangeNotice);
      },

      async confirmEmailChange(token) {
        if (!isLinkToken(token)) throw new AppError("not_found");
        const client = plain();
        const { data, error } = await client.auth.verifyOtp({ token_hash: token, type: "email_change" });
        // The service can only fail when somebody else has had the address since: told to nobody.
        const isGone =
          error && (isRefused(error, "linkUsedUp") || isRefused(error, "taken") || error.status === 500);
        if (isGone) throw new AppError("not_found");
        if (error) throw toAppError(error);
        // A project may want the old address asked as well, and says nothing of the person until both have answered.
        if (!data.user?.email) throw new AppError("invalid_input", { sentence: otherLinkFirst });
        // Following this link signs nobody in: it may be open in the mail program of another machine.
        await client.auth.signOut({ scope: "local" });
        return { email: data.user.email };
      },

      async verifyPassword(password) {
        await checkPassword(await requireCurrent(), password, "password");
      },

      async removeTraces() {
        const { memberId } = await requireCurrent();
        await background.settle();
        await mailer?.removeMailsAbout(memberId);
      },
    };
  };

  return {
    open,
    accessToken: (browser) => async (memberId) => {
      if (!hasSession(browser, clock)) return null;
      const { data } = await clientOf(browser).auth.getSession();
      const token = data.session?.access_token ?? null;
      // Only to pick the right one: whether it is true is for whoever is given it.
      return token !== null && subjectOf(token) === memberId ? token : null;
    },
    settle: background.settle,
  };
}

function toSignedIn({ memberId, email }: Known): SignedIn {
  return { memberId, email };
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > longestPassword;
}

function isLinkToken(token: string): boolean {
  return /^[\w-]{16,200}$/.test(token);
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

function subjectOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null && "sub" in claims ? String(claims.sub) : null;
  } catch {
    return null;
  }
}

/** Null where no link can be made: what the notice is about must not fail for it. */
function whereLinksWork<T>(write: () => T): T | null {
  try {
    return write();
  } catch (error) {
    if (!isAppError(error, "unavailable")) throw error;
    return null;
  }
}
