/** Sign-in kept by the app itself, over account records: e-mail and password, opaque session tokens, links by mail. */
import type {
  AccountRecord,
  AccountRecords,
  SignInRecord,
  TokenPurpose,
} from "#lib/domain/account-records.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import { toTimestamp, type Clock } from "#lib/domain/time.ts";
import { createBackground } from "./background.ts";
import { deviceInWords } from "./device-words.ts";
import {
  addressTaken,
  fieldError,
  normaliseAddress,
  parseEmail,
  parseNewPassword,
  refuseAddressAsPassword,
  samePassword,
  wrongPair,
  wrongPassword,
} from "./entries.ts";
import { linkOrigin } from "./link-origin.ts";
import type { Mailer } from "./mailer.ts";
import * as mails from "./mails.ts";
import { hashPassword, isPasswordOf, prepareDecoy } from "./passwords.ts";
import type { Auth, AuthClient, AuthLinks, SignedIn } from "./port.ts";
import { createSecret, hashSecret } from "./secrets.ts";
import { clientKey, createAuthThrottles } from "./throttles.ts";

export const sessionCookie = "keepintouch_session";

/** A session lives this long without being used. */
const sessionMilliseconds = 30 * 24 * 3600 * 1000;
/** The longest browsers keep a cookie. The stored session decides when it ends; the cookie only has to outlast it. */
const cookieSeconds = 400 * 24 * 3600;
const tokenMilliseconds = 3600 * 1000;

export type LocalAuthOptions = {
  readonly records: AccountRecords;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly links: AuthLinks;
  /** The configured origin for links; null leaves it to the request, as far as that can be believed. */
  readonly publicUrl: string | null;
  /** One line for whoever runs the app. */
  readonly log: (message: string) => void;
};

export type LocalAuth = {
  open(client: AuthClient): Auth;
  /** Waits for mails that are on their way. */
  settle(): Promise<void>;
};

type Current = { readonly session: SignInRecord; readonly account: AccountRecord };

export function createLocalAuth(options: LocalAuthOptions): LocalAuth {
  const { records, mailer, clock } = options;
  const throttles = createAuthThrottles(clock);
  const background = createBackground(options.log);
  // Made ahead, so that the very first try with an unknown address takes no longer than the others.
  void prepareDecoy();

  const sendLater = (memberId: string, to: string, text: mails.MailText) =>
    background.run(() => mailer.send({ ...text, to, memberId }));

  const createToken = async (memberId: string, purpose: TokenPurpose, payload: string | null) => {
    const token = createSecret();
    const now = clock();
    await records.putToken({
      tokenHash: hashSecret(token),
      purpose,
      memberId,
      payload,
      createdAt: toTimestamp(now),
      expiresAt: toTimestamp(now + tokenMilliseconds),
    });
    return token;
  };

  const open = (client: AuthClient): Auth => {
    const asker = clientKey(client.address);
    const findLinkOrigin = () => linkOrigin({ publicUrl: options.publicUrl, requestOrigin: client.origin });

    const findSession = async (): Promise<SignInRecord | null> => {
      const token = client.cookies.get(sessionCookie);
      return token === null || token === "" ? null : records.findSession(hashSecret(token));
    };

    const findCurrent = async (): Promise<Current | null> => {
      const session = await findSession();
      const account = session && (await records.findById(session.memberId));
      return session && account ? { session, account } : null;
    };

    const requireCurrent = async (): Promise<Current> => {
      const current = await findCurrent();
      if (!current) throw new AppError("not_signed_in");
      return current;
    };

    /** Moves the session's end on. A disk that is full must not keep anybody from reading. */
    const touch = async (session: SignInRecord): Promise<void> => {
      const now = clock();
      try {
        await records.touchSession(session.id, {
          lastSeenAt: toTimestamp(now),
          expiresAt: toTimestamp(now + sessionMilliseconds),
        });
      } catch (error) {
        if (!isAppError(error, "unavailable")) throw error;
      }
    };

    /** A token of its own for each sign-in, so that one planted before is worth nothing after. */
    const beginSession = async (account: AccountRecord): Promise<SignedIn> => {
      const replaced = await findSession();
      const token = createSecret();
      const now = clock();
      await records.putSession({
        id: createId(),
        memberId: account.id,
        tokenHash: hashSecret(token),
        device: deviceInWords(client.userAgent),
        createdAt: toTimestamp(now),
        lastSeenAt: toTimestamp(now),
        expiresAt: toTimestamp(now + sessionMilliseconds),
      });
      if (replaced) await records.removeSession(replaced.memberId, replaced.id);
      client.cookies.set(sessionCookie, token, { maxAge: cookieSeconds });
      return toSignedIn(account);
    };

    /** Throws `invalid_input` at `field` unless the password is the member's. */
    const checkPassword = async (account: AccountRecord, password: string, field: string) => {
      throttles.password.take(account.id);
      if (!(await isPasswordOf(account.passwordHash, password))) throw wrongPassword(field);
      throttles.password.forget(account.id);
    };

    return {
      async current() {
        const current = await findCurrent();
        if (!current) return null;
        await touch(current.session);
        return toSignedIn(current.account);
      },

      async prepareAccount({ id, email, password }) {
        throttles.addressLookUp.take(asker);
        const address = parseEmail(email, "email");
        const newPassword = parseNewPassword(password, "password");
        refuseAddressAsPassword(newPassword, address);
        const taken = await records.findByEmail(address);
        if (taken && taken.id !== id) throw addressTaken();
        throttles.addressLookUp.giveBack(asker);
        return { id, email: address, passwordHash: await hashPassword(newPassword) };
      },

      async isEmailFree(email) {
        throttles.addressLookUp.take(asker);
        const isFree = (await records.findByEmail(parseEmail(email, "email"))) === null;
        if (isFree) throttles.addressLookUp.giveBack(asker);
        return isFree;
      },

      async signIn({ email, password }) {
        const address = normaliseAddress(email);
        throttles.signInByClient.take(asker);
        throttles.signInByAddress.take(address);
        const account = await records.findByEmail(address);
        if (!(await isPasswordOf(account?.passwordHash ?? null, password)) || !account) throw wrongPair();
        throttles.signInByAddress.forget(address);
        throttles.signInByClient.giveBack(asker);
        return beginSession(account);
      },

      async signOut() {
        const session = await findSession();
        if (session) await records.removeSession(session.memberId, session.id);
        client.cookies.remove(sessionCookie);
      },

      async listSessions() {
        const { session: own } = await requireCurrent();
        const sessions = await records.listSessions(own.memberId);
        return sessions
          .map(({ id, device, createdAt, lastSeenAt }) => {
            return { id, device, createdAt, lastSeenAt, isCurrent: id === own.id };
          })
          .toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
      },

      async revokeSession(id) {
        const { session } = await requireCurrent();
        if (!(await records.removeSession(session.memberId, id))) throw new AppError("not_found");
        if (id === session.id) client.cookies.remove(sessionCookie);
      },

      async revokeOtherSessions() {
        const { session } = await requireCurrent();
        await records.removeSessions(session.memberId, session.id);
      },

      async changePassword({ currentPassword, newPassword }) {
        const { session, account } = await requireCurrent();
        const password = parseNewPassword(newPassword, "newPassword");
        await checkPassword(account, currentPassword, "currentPassword");
        if (password === currentPassword) throw samePassword();
        await records.updatePassword(account.id, await hashPassword(password), { keepSessionId: session.id });
        throttles.signInByAddress.forget(account.email);
        sendPasswordNotice(account);
      },

      async requestPasswordReset(email) {
        const address = parseEmail(email, "email");
        const origin = findLinkOrigin();
        throttles.mailByClient.take(asker);
        throttles.mailByAddress.take(address);
        // Whether there is such an account is found out after the answer: it must not show in how long that takes.
        background.run(async () => {
          const account = await records.findByEmail(address);
          if (!account) return;
          const token = await createToken(account.id, "reset_password", null);
          await mailer.send({
            ...mails.resetPasswordMail(origin + options.links.resetPassword(token)),
            to: account.email,
            memberId: account.id,
          });
        });
      },

      async isResetTokenValid(token) {
        return (await records.peekToken("reset_password", hashSecret(token))) !== null;
      },

      async resetPassword({ token, newPassword }) {
        const tokenHash = hashSecret(token);
        if (!(await records.peekToken("reset_password", tokenHash))) throw new AppError("not_found");
        // Before the token is used up, so that a password that is refused can be tried again.
        const password = parseNewPassword(newPassword, "newPassword");
        const passwordHash = await hashPassword(password);
        const taken = await records.takeToken("reset_password", tokenHash);
        if (!taken) throw new AppError("not_found");
        const account = await records.updatePassword(taken.memberId, passwordHash, { keepSessionId: null });
        throttles.signInByAddress.forget(account.email);
        sendPasswordNotice(account);
        return beginSession(account);
      },

      async requestEmailChange({ newEmail, password }) {
        const { account } = await requireCurrent();
        const address = parseEmail(newEmail, "newEmail");
        if (address === account.email) throw fieldError("newEmail", "That is your address already.");
        const origin = findLinkOrigin();
        await checkPassword(account, password, "password");
        throttles.mailByClient.take(asker);
        throttles.mailByAddress.take(address);
        const holder = await records.findByEmail(address);
        if (holder) {
          sendLater(holder.id, address, mails.emailTakenNotice(`${origin}/sign-in`));
        } else {
          const token = await createToken(account.id, "confirm_email", address);
          sendLater(account.id, address, mails.confirmEmailMail(origin + options.links.confirmEmail(token)));
        }
        sendLater(account.id, account.email, mails.emailChangeNotice(`${origin}/forgot-password`));
      },

      // An address is not confirmed here before there is an account: no such link was ever sent.
      async confirmAccount() {
        throw new AppError("not_found");
      },

      async confirmEmailChange(token) {
        const taken = await records.takeToken("confirm_email", hashSecret(token));
        if (!taken || taken.payload === null) throw new AppError("not_found");
        try {
          const account = await records.updateEmail(taken.memberId, taken.payload);
          return { email: account.email };
        } catch (error) {
          // Somebody else has had the address since: told to nobody.
          if (isAppError(error, "invalid_input")) throw new AppError("not_found", { cause: error });
          throw error;
        }
      },

      async verifyPassword(password) {
        const { account } = await requireCurrent();
        await checkPassword(account, password, "password");
      },

      async removeTraces() {
        const { account } = await requireCurrent();
        await background.settle();
        await mailer.removeMailsAbout(account.id);
      },
    };

    /** Left out where no link can be made: the change itself must not fail for it. */
    function sendPasswordNotice({ id, email }: AccountRecord): void {
      try {
        sendLater(id, email, mails.passwordChangedNotice(`${findLinkOrigin()}/forgot-password`));
      } catch (error) {
        if (!isAppError(error, "unavailable")) throw error;
      }
    }
  };

  return { open, settle: background.settle };
}

function toSignedIn(account: AccountRecord): SignedIn {
  return { memberId: account.id, email: account.email };
}
