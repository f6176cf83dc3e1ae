/**
 * The real sign-in server lets the secret key make (with a given id and password hash), read, list, change and remove
 * accounts under /auth/v1/admin/users. @supabase/lite has no such calls.
 */
import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/bcrypt";

import type { Row } from "../database.ts";
import { readJson, type Call, type Step } from "./call.ts";

type Query = (text: string, parameters?: readonly unknown[]) => Promise<Row[]>;

const users = "/auth/v1/admin/users";

export function authAdmin(query: Query, secretKey: string): Step {
  return async (call, next) => {
    const { pathname } = call.url;
    if (pathname !== users && !pathname.startsWith(`${users}/`)) return next(call);
    if (call.headers.get("apikey") !== secretKey) return refuse(403, "not_admin", "User not allowed");
    const id = pathname.slice(users.length + 1);
    if (id === "") return call.method === "POST" ? create(query, readJson(call)) : list(query, call);
    if (!/^[0-9a-f-]{36}$/i.test(id)) return refuse(404, "validation_failed", "user_id must be an UUID");
    if ((await find(query, id)) === null) return refuse(404, "user_not_found", "User not found");
    if (call.method === "PUT") return change(query, id, readJson(call));
    if (call.method === "DELETE") await query("delete from auth.users where id = $1", [id]);
    else return Response.json(await find(query, id));
    return Response.json({});
  };
}

async function create(query: Query, asked: Record<string, unknown>): Promise<Response> {
  const { email, user_metadata, app_metadata } = asked;
  if (typeof email !== "string")
    return refuse(400, "validation_failed", "Cannot create a user without an email");
  const id = typeof asked.id === "string" ? asked.id : randomUUID();
  const address = email.toLowerCase();
  const [taken] = await query("select id, email from auth.users where id = $1 or email = $2", [id, address]);
  if (taken?.email === address) {
    return refuse(422, "email_exists", "A user with this email address has already been registered");
  }
  if (taken) return refuse(422, "user_already_exists", "User with this ID already exists");
  const passwordHash = await hashOf(asked);
  if (passwordHash instanceof Response) return passwordHash;
  const confirmedAt = asked.email_confirm === true ? new Date().toISOString() : null;
  await query(
    `with made as (
      insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
      values ($1, 'authenticated', 'authenticated', $2, $3, $4, $5::jsonb, $6::jsonb)
    )
    insert into auth.identities (id, provider, provider_id, user_id, identity_data)
    values ($7, 'email', $1::text, $1, $8::jsonb)`,
    [
      id,
      address,
      passwordHash,
      confirmedAt,
      JSON.stringify({ provider: "email", providers: ["email"], ...asObject(app_metadata) }),
      JSON.stringify(asObject(user_metadata)),
      randomUUID(),
      JSON.stringify({ sub: id, email: address, email_verified: confirmedAt !== null }),
    ],
  );
  return Response.json(await find(query, id));
}

async function change(query: Query, id: string, asked: Record<string, unknown>): Promise<Response> {
  const passwordHash = await hashOf(asked);
  if (passwordHash instanceof Response) return passwordHash;
  await query(
    `update auth.users set
      email = coalesce($2, email),
      encrypted_password = coalesce($3, encrypted_password),
      email_confirmed_at = case when $4 then coalesce(email_confirmed_at, now()) else email_confirmed_at end,
      raw_user_meta_data = raw_user_meta_data || $5::jsonb,
      updated_at = now()
    where id = $1`,
    [
      id,
      typeof asked.email === "string" ? asked.email.toLowerCase() : null,
      passwordHash,
      asked.email_confirm === true,
      JSON.stringify(asObject(asked.user_metadata)),
    ],
  );
  return Response.json(await find(query, id));
}

/** The real server takes bcrypt, argon2 and firebase scrypt hashes. */
async function hashOf({
  password,
  password_hash: given,
}: Record<string, unknown>): Promise<string | null | Response> {
  if (typeof given === "string") {
    const isKnown = /^\$2[aby]\$\d\d\$.{53}$|^\$argon2(i|id)\$|^\$fbscrypt\$/.test(given);
    return isKnown ? given : refuse(400, "validation_failed", "Invalid password hash");
  }
  return typeof password === "string" ? hash(password, { cost: 4 }) : null;
}

async function list(query: Query, { url }: Call): Promise<Response> {
  const perPage = Number(url.searchParams.get("per_page") || 50);
  const page = Number(url.searchParams.get("page") || 1);
  const rows = await query(`${select} order by created_at desc, id limit $1 offset $2`, [
    perPage,
    (page - 1) * perPage,
  ]);
  const [count] = await query("select count(*) as total from auth.users");
  return Response.json(
    { users: rows.map(({ user }) => user), aud: "authenticated" },
    { headers: { "x-total-count": String(count?.total ?? 0) } },
  );
}

async function find(query: Query, id: string): Promise<unknown> {
  const [row] = await query(`${select} where id = $1`, [id]);
  return row?.user ?? null;
}

const select = `select jsonb_build_object(
  'id', id, 'aud', aud, 'role', role, 'email', email, 'phone', coalesce(phone, ''),
  'email_confirmed_at', email_confirmed_at, 'confirmed_at', confirmed_at, 'last_sign_in_at', last_sign_in_at,
  'app_metadata', raw_app_meta_data, 'user_metadata', raw_user_meta_data, 'identities', '[]'::jsonb,
  'created_at', created_at, 'updated_at', updated_at, 'is_anonymous', is_anonymous) as user from auth.users`;

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function refuse(status: number, code: string, msg: string): Response {
  return Response.json({ code: status, error_code: code, msg }, { status });
}
