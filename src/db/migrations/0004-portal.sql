-- What the portal needs: second factor, messages between a creditor and the collector.

-- The last 30-second step a code was accepted for: a code is used once (RFC 6238 § 5.2). A secret counts first when proven.
alter table app_user add column totp_step integer not null default 0;
alter table app_user add column totp_pending text;

-- Nobody reads password hashes or second-factor secrets on behalf of a user.
revoke select on app_user from kreditorflyt_user, kreditorflyt_operator;
grant select (id, login, name, email, phone_home, phone_work, phone_mobile, fax, street, postal_code, postal_place, region, country,
  role, language, number_format, appearance, settings, created_at, disabled_at) on app_user to kreditorflyt_user, kreditorflyt_operator;

revoke select on client from kreditorflyt_user, kreditorflyt_operator;
grant select (number, kind, name, org_number, street, postal_code, postal_place, email, agreement, created_at, closed_at) on client
  to kreditorflyt_user, kreditorflyt_operator;

-- A person's name, for those who share a client with that person and for the collector's own; else nothing.
create function colleague_name(person integer) returns text language sql stable security definer set search_path = public, pg_temp as $$
  select name from app_user where id = person and (id = acting_user() or is_operator() or exists (
    select from membership where membership.user_id = person and membership.client = any (my_clients())))
$$;

create table message_thread (
  id integer generated always as identity primary key,
  client integer not null references client,
  case_number integer references collection_case,
  subject text not null check (subject <> ''),
  kind text not null default 'message' check (kind in ('message', 'stop', 'payment', 'support')),
  created_at timestamptz not null,
  created_by text not null,
  last_at timestamptz not null,
  -- who is to answer; null when nobody need
  waits_for text check (waits_for in ('client', 'collector')),
  ended_at timestamptz, ended_by text
);
create index message_thread_client on message_thread (client, last_at desc);
create index message_thread_case on message_thread (case_number);

create table message (
  thread integer not null references message_thread,
  n integer not null,
  client integer not null,
  at timestamptz not null,
  author text not null,
  from_collector boolean not null default false,
  body text not null check (body <> ''),
  primary key (thread, n)
);

-- Who has read a thread, and when; per user, so that an agency's people do not read for each other.
create table message_reading (
  thread integer not null references message_thread,
  user_id integer not null references app_user,
  client integer not null,
  at timestamptz not null,
  primary key (thread, user_id)
);

-- A form that is not yet sent, kept as one types.
create table draft (
  user_id integer not null references app_user,
  page text not null,
  form jsonb not null,
  saved_at timestamptz not null,
  primary key (user_id, page)
);
alter table draft enable row level security;
create policy self on draft to kreditorflyt_user using (user_id = acting_user());
create policy self_operator on draft to kreditorflyt_operator using (user_id = acting_user());
grant select, insert, update, delete on draft to kreditorflyt_user, kreditorflyt_operator;

-- For searching; the client comes first, so that row-level security and the index agree.
create index debtor_national_id on debtor (client, national_id);
create index debtor_customer_number on debtor (client, customer_number) where customer_number is not null;

-- Whether the acting user may do more than look for a client.
create function may_act_for(wanted integer) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from membership where user_id = acting_user() and client = wanted and role = 'approver')
    and wanted = any (my_clients())
$$;

-- Stops the collection of a case at the creditor's wish: status, history, a conversation and the audit, at once and once.
create function stop_case(wanted integer, reason text, subject text, body text, at timestamptz, who text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found collection_case;
  thread integer;
begin
  select * into found from collection_case where number = wanted for update;
  if found.number is null or not may_act_for(found.client) or found.status not in ('active') then
    return null;
  end if;
  update collection_case set status = case when reason = 'dispute' then 'disputed' else 'stopped' end where number = wanted;
  insert into case_event (case_number, client, at, kind, text, data, actor)
    values (wanted, found.client, at, 'stopped', body, jsonb_build_object('reason', reason), who);
  insert into message_thread (client, case_number, subject, kind, created_at, created_by, last_at, waits_for)
    values (found.client, wanted, stop_case.subject, 'stop', at, who, at, 'collector') returning id into thread;
  insert into message (thread, n, client, at, author, body) values (thread, 1, found.client, at, who, stop_case.body);
  perform record_audit(at, who, 'case.stopped', found.client, 'case ' || wanted, jsonb_build_object('reason', reason, 'thread', thread));
  return thread;
end $$;

call protect_tenant_tables();
grant select, insert on message, message_reading, message_thread to kreditorflyt_user, kreditorflyt_operator;
grant update (at) on message_reading to kreditorflyt_user, kreditorflyt_operator;
grant update (last_at, waits_for, ended_at, ended_by) on message_thread to kreditorflyt_user, kreditorflyt_operator;
