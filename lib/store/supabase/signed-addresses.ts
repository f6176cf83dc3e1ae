/** Addresses that serve files for a while. Those asked for together are made together: a page of documents costs two requests. */
import { documentKindIds, documentKinds, extensionOf } from "#lib/domain/document-kinds.ts";
import { AppError } from "#lib/domain/errors.ts";
import { safeDownloadName } from "#lib/domain/file-names.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { FileRef, SignedUrlOptions } from "../port.ts";
import { findPlaces, type FileDescription, type FilePlaces } from "./file-places.ts";
import type { Connection, Viewing } from "./viewing.ts";

const longestSeconds = 3600;

type Wish = {
  readonly ref: FileRef;
  readonly options: SignedUrlOptions;
  resolve(address: string | null): void;
  reject(error: unknown): void;
};

export function createSignedAddresses(
  connection: Connection,
  viewing: Viewing,
): (ref: FileRef, options: SignedUrlOptions) => Promise<string | null> {
  let waiting: Wish[] = [];

  function answerAll(): void {
    const wishes = waiting;
    waiting = [];
    answer(wishes).catch((error: unknown) => {
      for (const wish of wishes) wish.reject(error);
    });
  }

  async function answer(wishes: readonly Wish[]): Promise<void> {
    const places = await findPlaces(
      connection,
      viewing,
      wishes.map(({ ref }) => ref),
    );
    const [describe, addressFor] = await Promise.all([places.describe(), signAll(places, wishes)]);
    for (const wish of wishes) {
      const file = describe(wish.ref);
      const address = addressFor(wish);
      wish.resolve(file && address && dressed(address, wish.options, file));
    }
  }

  return async (ref, options) => {
    const { expiresIn } = options;
    if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > longestSeconds) {
      throw new AppError("invalid_input", { fields: { expiresIn: refusals.addressLife } });
    }
    if (!IdSchema.safeParse(ref.id).success) return null;
    return new Promise((resolve, reject) => {
      // What is asked for until this turn of the event loop ends goes together.
      if (waiting.length === 0) setImmediate(answerAll);
      waiting.push({ ref, options, resolve, reject });
    });
  };
}

/** One request for all that are to live equally long. */
async function signAll(
  { objects, keyOf }: Pick<FilePlaces, "objects" | "keyOf">,
  wishes: readonly Wish[],
): Promise<(wish: Wish) => string | null> {
  const keysByLife = new Map<number, Set<string>>();
  for (const { ref, options } of wishes) {
    const key = keyOf(ref);
    if (key === null) continue;
    keysByLife.set(options.expiresIn, (keysByLife.get(options.expiresIn) ?? new Set()).add(key));
  }
  const addresses = new Map<string, string | null>();
  await Promise.all(
    [...keysByLife].map(async ([life, keys]) => {
      const signed = await objects?.sign([...keys], life);
      [...keys].forEach((key, index) => addresses.set(`${life} ${key}`, signed?.[index] ?? null));
    }),
  );
  return ({ ref, options }) => addresses.get(`${options.expiresIn} ${keyOf(ref)}`) ?? null;
}

/** How it is to be shown goes along in the address; the token in it is for the object alone. */
function dressed(
  address: string,
  { disposition, name }: SignedUrlOptions,
  { mimeType }: FileDescription,
): string {
  // Behind the #, which browsers keep to themselves: no server needs the name of what it shows.
  if (disposition === "inline") return `${address}#${encodeURIComponent(name.toWellFormed())}`;
  return `${address}&download=${encodeURIComponent(safeDownloadName(name, extensionFor(mimeType, name)))}`;
}

function extensionFor(mimeType: string | null, name: string): string {
  const kind = documentKindIds.find((id) => documentKinds[id].mimeType === mimeType);
  return kind ? documentKinds[kind].extension : extensionOf(name);
}
