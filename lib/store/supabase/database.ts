/** Calls the functions and reads the tables of the Data API, as whoever's token is given; refusals become AppErrors. */
import { createClient } from "@supabase/supabase-js";

import type { Database as Schema } from "./database.types.ts";
import { isRolledBack, toAppError, type DatabaseError } from "./errors.ts";
import type { Fetch } from "./steady-fetch.ts";

type Functions = Schema["public"]["Functions"];
export type FunctionName = keyof Functions;
export type Arguments<F extends FunctionName> = Functions[F]["Args"];
type Returned<F extends FunctionName> = Functions[F]["Returns"];
/** What a row of a function that gives rows is. */
export type RowOf<F extends FunctionName> = Returned<F> extends readonly (infer R)[] ? R : Returned<F>;

type Tables = Schema["public"]["Tables"];
export type TableRow<T extends keyof Tables> = Tables[T]["Row"];

/** Of the member who asks; null for a visitor. */
export type Token = string | null;

export type Database = {
  /** The one thing the function gives: a number, a text, nothing. */
  value<F extends FunctionName>(token: Token, name: F, args: Arguments<F>): Promise<Returned<F>>;
  rows<F extends FunctionName>(token: Token, name: F, args: Arguments<F>): Promise<RowOf<F>[]>;
  row<F extends FunctionName>(token: Token, name: F, args: Arguments<F>): Promise<RowOf<F> | null>;
  /** Rows `first` to `last`, both counted from 0 and included, of what the function gives. */
  slice<F extends FunctionName>(
    token: Token,
    name: F,
    args: Arguments<F>,
    range: { first: number; last: number; order: string },
  ): Promise<RowOf<F>[]>;
  /** Those rows of what the function gives where the column is one of the values. */
  among<F extends FunctionName>(
    token: Token,
    name: F,
    args: Arguments<F>,
    where: { column: string; values: readonly string[] },
  ): Promise<RowOf<F>[]>;
  /** Rows of a table where the column is the value, or one of the values. */
  select<T extends keyof Tables & string>(
    token: Token,
    table: T,
    where: Readonly<Record<string, string | readonly string[]>>,
    order?: readonly string[],
  ): Promise<TableRow<T>[]>;
};

type Answer = { readonly data: unknown; readonly error: DatabaseError | null };

/** How often what was rolled back is asked again. */
const furtherTries = 2;

export function createDatabase(options: { url: string; key: string; fetch: Fetch }): Database {
  // One for the process: it holds no session. Whose request it is says the header of each.
  const client = createClient(options.url, options.key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    db: { retry: false },
    global: { fetch: options.fetch },
  });

  async function ask<T>(build: () => PromiseLike<Answer>): Promise<T> {
    for (let number = 0; ; number += 1) {
      const { data, error } = await build();
      if (error === null) return data as T;
      if (!isRolledBack(error) || number === furtherTries) throw toAppError(error);
    }
  }

  const as = <B extends { setHeader(name: string, value: string): unknown }>(builder: B, token: Token): B => {
    if (token !== null) builder.setHeader("Authorization", `Bearer ${token}`);
    return builder;
  };

  const rows: Database["rows"] = (token, name, args) => ask(() => as(client.rpc(name, args), token));

  return {
    value: (token, name, args) => ask(() => as(client.rpc(name, args), token)),
    rows,
    row: async (token, name, args) => (await rows(token, name, args))[0] ?? null,
    slice: (token, name, args, { first, last, order }) =>
      ask(() => as(client.rpc(name, args), token).order(order).range(first, last)),
    among: (token, name, args, { column, values }) =>
      ask(() => as(client.rpc(name, args), token).in(column, values)),
    select: (token, table, where, order = []) =>
      ask(() => {
        let query = as(client.from(table).select(), token);
        for (const [column, value] of Object.entries(where)) {
          query = typeof value === "string" ? query.eq(column, value) : query.in(column, value);
        }
        for (const column of order) query = query.order(column);
        return query;
      }),
  };
}
