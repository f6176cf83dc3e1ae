/** The mails of signing in: their words, as plain text and as the same words in HTML. */

export type MailText = { readonly subject: string; readonly text: string; readonly html: string };

type Draft = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  /** After the link. */
  readonly afterwards?: readonly string[];
};

export function resetPasswordMail(url: string): MailText {
  return toMail({
    subject: "Choose a new password for KeepInTouch",
    paragraphs: [
      "Hello,",
      "somebody, probably you, asked for a new password for the KeepInTouch account of this address.",
    ],
    link: { label: "Choose a new password", url },
    afterwards: [
      "The link works once and for one hour.",
      "If it was not you, you need not do anything. Your password stays as it is.",
    ],
  });
}

export function confirmEmailMail(url: string): MailText {
  return toMail({
    subject: "Confirm your new e-mail address for KeepInTouch",
    paragraphs: [
      "Hello,",
      "this address was entered as the new one of a KeepInTouch account. Follow the link to confirm that it is yours.",
    ],
    link: { label: "Confirm this address", url },
    afterwards: [
      "The link works once and for one hour. Until then you sign in with the old address.",
      "If you do not know what this is about, you need not do anything. Nothing changes.",
    ],
  });
}

export function emailChangeNotice(forgotPasswordUrl: string): MailText {
  return toMail({
    subject: "Your e-mail address at KeepInTouch is about to change",
    paragraphs: [
      "Hello,",
      "somebody who knows your password, probably you, asked to move your KeepInTouch account to another e-mail address. It moves once the link we sent there is followed.",
      "If it was not you, choose a new password now. That also stops the move.",
    ],
    link: { label: "Choose a new password", url: forgotPasswordUrl },
  });
}

export function emailTakenNotice(signInUrl: string): MailText {
  return toMail({
    subject: "You have a KeepInTouch account already",
    paragraphs: [
      "Hello,",
      "somebody, perhaps you, wanted to move another KeepInTouch account to this address. It has an account of its own, so nothing was changed.",
      "If it was you, sign in with this address instead. If not, you need not do anything.",
    ],
    link: { label: "Sign in", url: signInUrl },
  });
}

export function passwordChangedNotice(forgotPasswordUrl: string): MailText {
  return toMail({
    subject: "Your password at KeepInTouch was changed",
    paragraphs: [
      "Hello,",
      "the password of your KeepInTouch account was changed just now, and every other browser was signed out.",
      "If it was not you, choose a new password at once.",
    ],
    link: { label: "Choose a new password", url: forgotPasswordUrl },
  });
}

function toMail({ subject, paragraphs, link, afterwards = [] }: Draft): MailText {
  const linkText = link ? [`${link.label}:\n${link.url}`] : [];
  const linkHtml = link ? [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`] : [];
  const toHtml = (paragraph: string) => `<p>${escapeHtml(paragraph)}</p>`;
  const html = [...paragraphs.map(toHtml), ...linkHtml, ...afterwards.map(toHtml)].join("\n");
  return {
    subject,
    text: `${[...paragraphs, ...linkText, ...afterwards, "KeepInTouch"].join("\n\n")}\n`,
    html: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${escapeHtml(subject)}</title>\n<body>\n${html}\n<p>KeepInTouch</p>\n</body>\n</html>\n`,
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
