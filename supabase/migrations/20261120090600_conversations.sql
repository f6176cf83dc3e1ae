-- Conversations between friends, their members and their messages. Who is in a conversation sees it whole; nobody else
-- sees that it exists. What a member wrote stays when they leave for good, as a former member's.

create table public.conversations (
  id uuid primary key,
  created_by uuid references public.users (id) on delete set null,
  title text not null default '' constraint conversations_title_length check (char_length(title) <= 400),
  version integer not null default 1 constraint conversations_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now()
);
comment on table public.conversations is 'A conversation between two or more members.';
comment on column public.conversations.created_by is 'Who may bring others in; null once they are a former member.';
create index conversations_by_creator on public.conversations (created_by);
create trigger conversations_count_version
  before update of title on public.conversations for each row execute function private.count_version();

create table public.conversation_members (
  conversation_id uuid not null references public.conversations (id) on delete cascade,
  member_id uuid not null references public.users (id) on delete cascade,
  joined_at timestamptz(3) not null default private.now(),
  left_at timestamptz(3),
  read_to bigint not null default 0,
  primary key (conversation_id, member_id)
);
comment on table public.conversation_members is 'Who is in which conversation, and how far they have read.';
comment on column public.conversation_members.read_to is 'The place of the last message that was read.';
create index conversation_members_by_member on public.conversation_members (member_id, conversation_id);

create table public.messages (
  id uuid primary key,
  conversation_id uuid not null references public.conversations (id) on delete cascade,
  sender_id uuid references public.users (id) on delete set null,
  place bigint generated always as identity,
  body text not null constraint messages_body_length check (char_length(body) <= 20000),
  version integer not null default 1 constraint messages_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  removed_at timestamptz(3)
);
comment on table public.messages is 'What was said in a conversation.';
comment on column public.messages.id is 'Made by the sender, so that sending again is the same message.';
comment on column public.messages.sender_id is 'Null once they are a former member.';
comment on column public.messages.place is 'The order of messages, and the cursor by which a gap is filled.';
create index messages_by_conversation on public.messages (conversation_id, place);
create index messages_by_sender on public.messages (sender_id);
create trigger messages_count_version
  before update of body, removed_at on public.messages for each row execute function private.count_version();

create function private.own_conversations(member uuid) returns setof uuid
  language sql stable security definer
  set search_path = ''
  rows 50
  as $$
  select conversation_id from public.conversation_members where member_id = member and left_at is null
$$;
comment on function private.own_conversations(uuid) is
  'The conversations a member is in. Asked by policies, which could not ask the table about itself.';
grant execute on function private.own_conversations(uuid) to authenticated, service_role;

create function private.can_bring_in(conversation uuid, newcomer uuid) returns boolean
  language sql stable security definer
  set search_path = ''
  as $$
  select exists (
    select from public.conversations where id = conversation and created_by = (select auth.uid())
  ) and (newcomer = (select auth.uid()) or private.are_friends((select auth.uid()), newcomer))
$$;
comment on function private.can_bring_in(uuid, uuid) is
  'Whether the viewer began the conversation and is a friend of the newcomer, or is the newcomer.';
grant execute on function private.can_bring_in(uuid, uuid) to authenticated, service_role;

-- Who may do what.

alter table public.conversations enable row level security;
alter table public.conversations force row level security;
grant select on public.conversations to authenticated;
grant insert (id, created_by, title) on public.conversations to authenticated;
grant update (title) on public.conversations to authenticated;
grant select, insert, update, delete on public.conversations to service_role;

create policy "Members see the conversations they are in or began" on public.conversations
  for select to authenticated
  using (
    created_by = (select auth.uid())
    or id = any (array(select private.own_conversations((select auth.uid()))))
  );
create policy "Members begin conversations" on public.conversations
  for insert to authenticated
  with check (created_by = (select auth.uid()));
create policy "Members name the conversations they are in" on public.conversations
  for update to authenticated
  using (id = any (array(select private.own_conversations((select auth.uid())))))
  with check (id = any (array(select private.own_conversations((select auth.uid())))));

alter table public.conversation_members enable row level security;
alter table public.conversation_members force row level security;
grant select on public.conversation_members to authenticated;
grant insert (conversation_id, member_id) on public.conversation_members to authenticated;
grant update (left_at, read_to) on public.conversation_members to authenticated;
grant select, insert, update, delete on public.conversation_members to service_role;

create policy "Members see who is in their conversations" on public.conversation_members
  for select to authenticated
  using (
    member_id = (select auth.uid())
    or conversation_id = any (array(select private.own_conversations((select auth.uid()))))
  );
create policy "Members bring friends into the conversations they began" on public.conversation_members
  for insert to authenticated
  with check (private.can_bring_in(conversation_id, member_id));
create policy "Members say how far they have read, and leave" on public.conversation_members
  for update to authenticated
  using (member_id = (select auth.uid()) and left_at is null)
  with check (member_id = (select auth.uid()));

alter table public.messages enable row level security;
alter table public.messages force row level security;
grant select on public.messages to authenticated;
grant insert (id, conversation_id, sender_id, body) on public.messages to authenticated;
grant update (body, removed_at) on public.messages to authenticated;
grant select, insert, update, delete on public.messages to service_role;

create policy "Members read the messages of their conversations" on public.messages
  for select to authenticated
  using (conversation_id = any (array(select private.own_conversations((select auth.uid())))));
create policy "Members write in their conversations" on public.messages
  for insert to authenticated
  with check (
    sender_id = (select auth.uid())
    and conversation_id = any (array(select private.own_conversations((select auth.uid()))))
  );
create policy "Members change what they wrote" on public.messages
  for update to authenticated
  using (
    sender_id = (select auth.uid())
    and conversation_id = any (array(select private.own_conversations((select auth.uid()))))
  )
  with check (sender_id = (select auth.uid()));

revoke execute on all functions in schema private, public from public;
