/**
 * Who may do what to a row of Ada's past every function of ours, with nothing but their key or token: table × operation ×
 * actor. Kept as data, so that the same rows can be tried over SQL and over the Data API.
 */

export const actors = [
  "visitor",
  "owner",
  "friend in the category",
  "friend outside it",
  "stranger",
  "service key",
] as const;
export type RawActor = (typeof actors)[number];

export const operations = ["select", "insert", "update", "delete"] as const;
export type RawOperation = (typeof operations)[number];

/** `allowed`: it reaches the row. `hidden`: the answer is the one for no such row. `refused`: permission denied, or no such row may be added. */
export type RawOutcome = "allowed" | "hidden" | "refused";

type Values = Readonly<Record<string, unknown>>;

export type RawTable = {
  readonly table: `${string}.${string}`;
  /** Ada's row. */
  readonly find: Values;
  /** A further row, which would be Ada's. */
  readonly add: Values;
  /** What an update sets: columns a person may change, if there are any. */
  readonly change: Values;
  /** In the order of `actors`. */
  readonly outcomes: Readonly<Record<RawOperation, readonly RawOutcome[]>>;
};

export const ids = {
  ada: "01990000-0000-7000-8000-00000000000a",
  ben: "01990000-0000-7000-8000-00000000000b",
  cleo: "01990000-0000-7000-8000-00000000000c",
  dan: "01990000-0000-7000-8000-00000000000d",
  /** Has an account and no row in public.users yet. */
  nobody: "01990000-0000-7000-8000-0000000000f0",
  private: "01990000-0000-7000-8a00-000000000000",
  closeFriends: "01990000-0000-7000-8a00-000000000002",
  bookClub: "01990000-0000-7000-8a00-0000000000c1",
  document: "01990000-0000-7000-8000-0000000000d1",
  newDocument: "01990000-0000-7000-8000-0000000000d2",
  upload: "01990000-0000-7000-8000-0000000000d8",
  source: "01990000-0000-7000-8000-000000000051",
  entry: "01990000-0000-7000-8000-000000000061",
  fact: "01990000-0000-7000-8000-000000000071",
  conversation: "01990000-0000-7000-8000-000000000081",
  message: "01990000-0000-7000-8000-000000000091",
  session: "01990000-0000-7000-8000-0000000000e0",
  newcomer: "01990000-0000-7000-8000-0000000000e1",
  new: "01990000-0000-7000-8000-0000000000ff",
} as const;

export const sha256 = "0".repeat(64);
export const capabilityHash = "a".repeat(64);

const a = "allowed";
const h = "hidden";
const r = "refused";
const refused = [r, r, r, r, r, r] as const;
const service = [r, r, r, r, r, a] as const;
const owner = [r, a, h, h, h, a] as const;
const ownerAdds = [r, a, r, r, r, a] as const;
const friendsInIt = [r, a, a, h, h, a] as const;

export const rawTables: readonly RawTable[] = [
  {
    // Nobody is told of it, the service key neither: it counts questions and holds nothing of anyone's.
    table: "private.asked",
    find: { times: 1 },
    add: { minute: "2026-01-01T00:01:00Z" },
    change: { times: 2 },
    outcomes: { select: refused, insert: refused, update: refused, delete: refused },
  },
  {
    table: "public.audit_log",
    find: { member_id: ids.ada, deed: "document_removed" },
    add: { member_id: ids.ada, deed: "profile_created" },
    change: { about: ids.document },
    outcomes: { select: owner, insert: service, update: service, delete: service },
  },
  {
    table: "public.category_members",
    find: { category_id: ids.closeFriends, member_id: ids.ben },
    add: { category_id: ids.bookClub, member_id: ids.ben, owner_id: ids.ada },
    change: { member_id: ids.cleo },
    outcomes: { select: owner, insert: ownerAdds, update: service, delete: owner },
  },
  {
    table: "public.conversation_members",
    find: { conversation_id: ids.conversation, member_id: ids.ada },
    add: { conversation_id: ids.conversation, member_id: ids.cleo },
    change: { read_to: 1 },
    outcomes: { select: friendsInIt, insert: ownerAdds, update: owner, delete: service },
  },
  {
    table: "public.conversations",
    find: { id: ids.conversation },
    add: { id: ids.new, created_by: ids.ada, title: "Another" },
    change: { title: "Long walks" },
    outcomes: { select: friendsInIt, insert: ownerAdds, update: friendsInIt, delete: service },
  },
  {
    table: "public.diary_entries",
    find: { id: ids.entry },
    add: {
      id: ids.new,
      owner_id: ids.ada,
      category_id: ids.closeFriends,
      starts_on: "2026-01-01",
      starts_precision: "day",
      summary: "Another",
    },
    change: { summary: "Changed" },
    outcomes: { select: friendsInIt, insert: ownerAdds, update: owner, delete: service },
  },
  {
    table: "public.documents",
    find: { id: ids.document },
    add: {
      id: ids.newDocument,
      owner_id: ids.ada,
      name: "another.txt",
      category_id: ids.closeFriends,
      kind: "text",
      mime_type: "text/plain",
      size: 5,
      sha256,
    },
    change: { name: "changed.txt" },
    outcomes: { select: friendsInIt, insert: ownerAdds, update: owner, delete: service },
  },
  {
    table: "public.files",
    find: { owner_id: ids.ada, kind: "avatar", ref_id: ids.new },
    add: { owner_id: ids.ada, kind: "thumbnail", ref_id: ids.new, size: 5, sha256, mime_type: "image/webp" },
    change: { size: 6 },
    outcomes: { select: owner, insert: ownerAdds, update: owner, delete: owner },
  },
  {
    // Both of the two are owners of what is between them.
    table: "public.friends",
    find: { member_a: ids.ada, member_b: ids.ben },
    add: { member_a: ids.ada, member_b: ids.dan, requested_by: ids.ada, status: "pending" },
    change: { status: "blocked", blocked_by: ids.ada },
    outcomes: { select: friendsInIt, insert: ownerAdds, update: [r, a, r, h, h, a], delete: friendsInIt },
  },
  {
    table: "public.info_sources",
    find: { id: ids.source },
    add: { id: ids.new, owner_id: ids.ada, kind: "cv", name: "cv.pdf" },
    change: { name: "changed.zip" },
    outcomes: { select: owner, insert: ownerAdds, update: owner, delete: owner },
  },
  {
    table: "public.life_facts",
    find: { id: ids.fact },
    add: { id: ids.new, owner_id: ids.ada, category_id: ids.closeFriends, topic: "work", summary: "Another" },
    change: { summary: "Changed" },
    outcomes: { select: friendsInIt, insert: ownerAdds, update: owner, delete: service },
  },
  {
    table: "public.messages",
    find: { id: ids.message },
    add: { id: ids.new, conversation_id: ids.conversation, sender_id: ids.ada, body: "Another" },
    change: { body: "Changed" },
    outcomes: { select: friendsInIt, insert: ownerAdds, update: owner, delete: service },
  },
  {
    table: "public.onboarding_capabilities",
    find: { hash: capabilityHash },
    add: { hash: "b".repeat(64), session_id: ids.session },
    change: { hash: "c".repeat(64) },
    outcomes: { select: service, insert: service, update: service, delete: service },
  },
  {
    table: "public.onboarding_sessions",
    find: { id: ids.session },
    add: { id: ids.new, member_id: ids.nobody, data: {}, expires_at: "2100-01-01T00:00:00Z" },
    change: { status: "completed" },
    outcomes: { select: service, insert: service, update: service, delete: service },
  },
  {
    table: "public.uploads",
    find: { id: ids.upload },
    add: {
      id: ids.new,
      owner_id: ids.ada,
      purpose: "document",
      name: "x.txt",
      declared_type: "text/plain",
      size: 5,
    },
    change: { size: 6 },
    outcomes: { select: owner, insert: ownerAdds, update: service, delete: owner },
  },
  {
    // Ada's friends see her; a row is added by an account alone, and goes with it.
    table: "public.users",
    find: { id: ids.ada },
    add: { id: ids.nobody },
    change: { bio: "Changed." },
    outcomes: { select: [r, a, a, a, h, a], insert: service, update: owner, delete: service },
  },
  {
    table: "public.visibility_categories",
    find: { id: ids.bookClub },
    add: { id: ids.new, owner_id: ids.ada, kind: "custom", name: "Choir", position: 7 },
    change: { name: "Readers" },
    outcomes: { select: owner, insert: ownerAdds, update: owner, delete: owner },
  },
  {
    // The platform gives the table to every role: visitors are not refused, there is nothing for them.
    table: "storage.objects",
    find: { bucket_id: "user-documents", name: `${ids.ada}/documents/${ids.document}` },
    add: { bucket_id: "user-documents", name: `${ids.ada}/documents/${ids.new}` },
    change: { metadata: {} },
    outcomes: {
      select: [h, a, a, h, h, a],
      insert: ownerAdds,
      update: [h, a, h, h, h, a],
      delete: [h, a, h, h, h, a],
    },
  },
];
