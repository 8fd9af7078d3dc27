-- The nouns of the house. Conventions: int4 for ids, numbers and counts; int8 only for money in øre and sizes in bytes;
-- every table that holds a client's data has a column "client" and row-level security (end of this file).

create table client (
  number integer primary key check (number > 0),
  kind text not null default 'creditor' check (kind in ('creditor', 'collector')),
  name text not null,
  org_number text,
  street text, postal_code text, postal_place text, email text,
  -- schemas/agreement.schema.json; defaults in domain/agreement.ts
  agreement jsonb not null default '{}',
  sftp_password_hash text,
  created_at timestamptz not null,
  closed_at timestamptz
);
comment on table client is 'A creditor (kreditor/klient), or the collector itself (its bank files).';

create table app_user (
  id integer generated always as identity primary key,
  login text not null unique check (login = lower(login)),
  name text not null,
  email text, phone_home text, phone_work text, phone_mobile text, fax text,
  street text, postal_code text, postal_place text, region text, country text,
  password_hash text,
  role text not null check (role in ('creditor', 'agency', 'operator', 'settlementApprover', 'administrator')),
  language text not null default 'nb' check (language in ('nb', 'en')),
  number_format text not null default 'nb' check (number_format in ('nb', 'en')),
  appearance text not null default 'auto' check (appearance in ('auto', 'light', 'dark')),
  totp_secret text,
  settings jsonb not null default '{}',
  failed_attempts integer not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null,
  disabled_at timestamptz
);

create table membership (
  user_id integer not null references app_user,
  client integer not null references client,
  role text not null default 'approver' check (role in ('reader', 'approver')),
  valid_from date, valid_to date,
  primary key (user_id, client)
);

create table session (
  -- SHA-256 of the cookie's token; the token itself is never stored
  id text primary key,
  user_id integer not null references app_user,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text, user_agent text,
  second_factor_passed boolean not null default true,
  data jsonb not null default '{}'
);
create index session_by_user on session (user_id);

create table password_reset (
  id text primary key,
  user_id integer not null references app_user,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sftp_key (
  id integer generated always as identity primary key,
  client integer not null references client,
  name text not null,
  public_key text not null,
  fingerprint text not null,
  created_at timestamptz not null,
  created_by integer references app_user,
  last_used_at timestamptz,
  revoked_at timestamptz,
  unique (client, fingerprint)
);

-- One file as received. State is the truth; jobs only carry the id.
create table drop_file (
  id integer generated always as identity primary key,
  client integer not null references client,
  door text not null check (door in ('sftp', 'pull', 'folder', 'web', 'api', 'reply')),
  name text not null,
  size bigint not null,
  sha256 text not null,
  archive_path text not null,
  received_at timestamptz not null,
  received_by text not null,
  user_id integer references app_user,
  state text not null default 'received' check (state in
    ('received', 'reading', 'journaled', 'waiting', 'posted', 'refused', 'duplicate', 'stuck', 'withdrawn', 'attachment')),
  state_since timestamptz not null,
  duplicate_of integer references drop_file,
  parent integer references drop_file,
  format text, kind text, encoding text,
  journal integer,
  rows integer not null default 0,
  accepted integer not null default 0,
  rejected integer not null default 0,
  warnings integer not null default 0,
  -- {code: exact count}
  problem_counts jsonb not null default '{}',
  -- {currency: øre as text}
  totals jsonb not null default '{}',
  -- {trimmed: 3, …}
  cleaned jsonb not null default '{}',
  -- file header facts: sequence number, created, sender
  header jsonb not null default '{}',
  -- a Problem, where state is refused
  refusal jsonb,
  attempts integer not null default 0,
  error text,
  -- when the result file that tells of state_since was written
  result_at timestamptz
);
create unique index drop_file_same_bytes on drop_file (client, sha256) where duplicate_of is null and state <> 'refused';
create index drop_file_client on drop_file (client, received_at desc);
create index drop_file_open on drop_file (state, state_since) where state in ('received', 'reading', 'journaled', 'stuck');

create table journal (
  number integer generated always as identity (start with 100001) primary key,
  client integer not null references client,
  kind text not null check (kind in ('case', 'payment', 'invoice', 'stop', 'statement')),
  drop_id integer unique references drop_file,
  description text not null default '',
  currency text not null default 'NOK',
  state text not null check (state in ('open', 'awaitingApproval', 'approved', 'posting', 'posted', 'deleted')),
  created_at timestamptz not null,
  created_by text not null,
  version integer not null default 1,
  approved_at timestamptz, approved_by text, second_approver text,
  posted_at timestamptz,
  deleted_at timestamptz, deleted_by text,
  rows integer not null default 0,
  accepted integer not null default 0,
  rejected integer not null default 0,
  sum bigint not null default 0
);
alter table drop_file add foreign key (journal) references journal deferrable initially deferred;
create index journal_client on journal (client, number desc);
create index journal_waiting on journal (state) where state not in ('posted', 'deleted');

-- Every row, good and bad, as sent and as understood. "accepted" becomes booked when its journal is posted.
create table journal_row (
  journal integer not null references journal,
  row integer not null,
  client integer not null,
  line integer not null,
  sheet text,
  state text not null check (state in ('accepted', 'rejected', 'parked', 'withdrawn', 'duplicate', 'corrected')),
  -- as sent; json, not jsonb, because it keeps every character that a file may hold
  raw json not null,
  record jsonb not null,
  -- the business key it is gathered by (a case's reference), and its money in øre: claims remaining, or the amount paid
  reference text,
  amount bigint not null default 0,
  problems jsonb,
  -- the row's case after posting, where it is not found by reference
  case_number integer,
  primary key (journal, row)
);
create index journal_row_trouble on journal_row (client, journal) where state in ('rejected', 'parked');

create sequence case_number as integer start with 1000001;

create function doubled_digit(digit integer) returns integer language sql immutable parallel safe as $$
  select case when digit > 4 then 2 * digit - 9 else 2 * digit end
$$;

-- A case's own payment reference: the number in nine digits and its mod 10 digit (Luhn; OCR giro system manual).
create function case_kid(number integer) returns text language sql immutable parallel safe as $$
  select lpad(number::text, 9, '0') || ((10 - (
    doubled_digit(number % 10) + number / 10 % 10 + doubled_digit(number / 100 % 10) + number / 1000 % 10
    + doubled_digit(number / 10000 % 10) + number / 100000 % 10 + doubled_digit(number / 1000000 % 10)
    + number / 10000000 % 10 + doubled_digit(number / 100000000 % 10)) % 10) % 10)::text
$$;

create table collection_case (
  number integer primary key default nextval('case_number'),
  client integer not null references client,
  reference text not null,
  service text not null default 'debtCollection',
  status text not null default 'active' check (status in ('active', 'stopped', 'disputed', 'closed')),
  currency text not null default 'NOK',
  handler text,
  journal integer references journal,
  registered_on date not null,
  notice_on date,
  closed_on date, closing_code integer,
  -- the first debtor's name, for lists
  name text not null,
  -- what the debtor pays with: case number in nine digits + mod 10
  kid text,
  -- øre, kept by posting; the ledger is the truth and the proof compares
  principal bigint not null default 0,
  principal_paid bigint not null default 0,
  cost bigint not null default 0,
  cost_paid bigint not null default 0,
  interest bigint not null default 0,
  interest_paid bigint not null default 0,
  unique (client, reference)
);
create unique index case_kid on collection_case (kid);
create index case_journal on collection_case (journal);
create index case_recent on collection_case (client, number desc);

create table debtor (
  case_number integer not null references collection_case,
  n integer not null,
  client integer not null,
  role text not null check (role in ('debtor', 'coDebtor', 'guarantor')),
  national_id text,
  legal_type text not null check (legal_type in ('naturalPerson', 'legalPerson')),
  minor boolean not null default false,
  protected_address boolean not null default false,
  name text not null,
  first_name text, last_name text, care_of text, street text, postal_code text, postal_place text,
  country text, municipality text, phone_home text, phone_mobile text, email text, language text,
  customer_number text,
  primary key (case_number, n)
);

create table claim (
  case_number integer not null references collection_case,
  n integer not null,
  client integer not null,
  kind text not null check (kind in ('invoice', 'creditNote')),
  concerns text,
  invoice text not null,
  kid text,
  invoice_date date, due_date date, payment_terms text,
  original bigint not null,
  principal bigint not null,
  paid bigint not null default 0,
  interest_from date,
  reminder_fee bigint, reminder_date date,
  journal integer not null, row integer not null,
  primary key (case_number, n)
);
create index claim_invoice on claim (client, invoice);
create index claim_kid on claim (kid) where kid is not null;

create table case_action (
  case_number integer not null references collection_case,
  client integer not null,
  -- IKVAR, Inkasso, BOF, Tung inkasso: the manual's Tiltaksdato groups
  action_group text not null check (action_group in ('notice', 'debtCollection', 'paymentDemand', 'heavyCollection')),
  due_on date not null,
  done_at timestamptz,
  primary key (case_number, action_group)
);

create table case_event (
  id integer generated always as identity primary key,
  case_number integer not null references collection_case,
  client integer not null,
  at timestamptz not null,
  kind text not null,
  text text not null default '',
  data jsonb not null default '{}',
  actor text not null
);
create index case_event_case on case_event (case_number, id);

-- Money that arrived (bank) or was said to have been paid to the creditor (direct).
create table payment (
  id integer generated always as identity primary key,
  -- null while nobody knows whose it is
  client integer references client,
  journal integer not null, row integer not null,
  type text not null check (type in ('direct', 'creditNote', 'withdrawal', 'bank', 'bankReversal')),
  case_number integer references collection_case,
  paid_on date not null,
  booked_on date not null,
  amount bigint not null,
  currency text not null default 'NOK',
  kid text, invoice text, account text, payer_account text, payer_name text, bank_reference text, note text,
  state text not null check (state in ('placed', 'unplaced', 'held', 'refunded')),
  -- why it waits: kid-unknown, case-closed, overpaid, …
  waits_for text,
  settlement integer,
  reversed_by integer references payment,
  unique (journal, row),
  foreign key (journal, row) references journal_row
);
create index payment_case on payment (case_number);
create index payment_unsettled on payment (client) where settlement is null and state = 'placed';
create index payment_waiting on payment (state) where state in ('unplaced', 'held');

-- One line per part of a payment: costs, then interest, then principal of the oldest claim first.
create table allocation (
  payment integer not null references payment,
  n integer not null,
  client integer not null,
  case_number integer not null references collection_case,
  claim integer,
  part text not null check (part in ('cost', 'interest', 'principal', 'overpaid')),
  amount bigint not null check (amount <> 0),
  rule text not null,
  primary key (payment, n)
);
create index allocation_case on allocation (case_number);

-- Ledger. A posting moves money from one account to another, so the sum of all accounts is always zero.
create table account (
  code text primary key,
  title_nb text not null,
  title_en text not null
);
insert into account values
  ('claims', 'Overdratte krav', 'Claims handed over'),
  ('principal', 'Hovedstol hos skyldner', 'Principal owed by debtor'),
  ('cost', 'Kostnader hos skyldner', 'Costs owed by debtor'),
  ('interest', 'Renter hos skyldner', 'Interest owed by debtor'),
  ('outside', 'Utenfor klientkontoen', 'Outside the client account'),
  ('unplaced', 'Uplasserte innbetalinger', 'Payments not placed'),
  ('held', 'Tilbakeholdt', 'Held back'),
  ('client', 'Skyldig klient', 'Owed to client'),
  ('collector', 'Inkassators godtgjørelse', 'Collector''s remuneration'),
  ('vat', 'Merverdiavgift', 'VAT'),
  ('payable', 'Avregnet, til utbetaling', 'Settled, to be paid out');

create table ledger_entry (
  id integer primary key,
  booked_on date not null,
  reason text not null,
  source text not null,
  created_at timestamptz not null,
  postings integer not null,
  digest bytea not null,
  previous bytea not null,
  hash bytea not null unique
);
create sequence ledger_entry_id as integer;

create table posting (
  entry integer not null references ledger_entry deferrable initially deferred,
  n integer not null,
  client integer not null,
  case_number integer,
  from_account text not null,
  to_account text not null,
  amount bigint not null check (amount > 0),
  currency text not null default 'NOK',
  primary key (entry, n),
  check (from_account <> to_account),
  -- the accounts of table account; a check costs a tenth of two foreign keys on every posting
  check (from_account in ('claims', 'principal', 'cost', 'interest', 'outside', 'unplaced', 'held', 'client', 'collector', 'vat', 'payable')),
  check (to_account in ('claims', 'principal', 'cost', 'interest', 'outside', 'unplaced', 'held', 'client', 'collector', 'vat', 'payable'))
);
create index posting_case on posting (case_number);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
create trigger posting_append_only before update or delete or truncate on posting for each statement execute function refuse_change();
create trigger ledger_entry_append_only before update or delete or truncate on ledger_entry for each statement execute function refuse_change();

create function refuse_sealed() returns trigger language plpgsql as $$
begin
  if exists (select from added join ledger_entry on ledger_entry.id = added.entry) then
    raise exception 'a posting may not be added to a sealed ledger entry' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger posting_unsealed after insert on posting referencing new table as added
  for each statement execute function refuse_sealed();

create function posting_digest(of_entry integer) returns bytea language sql stable as $$
  select sha256(convert_to(coalesce(string_agg(
    concat_ws('|', n, client, case_number, from_account, to_account, amount, currency), E'\n' order by n), ''), 'UTF8'))
  from posting where entry = of_entry
$$;

create function entry_hash(previous bytea, id integer, booked_on date, reason text, source text, digest bytea)
returns bytea language sql immutable as $$
  select sha256(previous || convert_to(concat_ws('|', id, to_char(booked_on, 'YYYY-MM-DD'), reason, source), 'UTF8') || digest)
$$;

-- Seals an entry whose postings are written: the only way a posting survives its transaction. Serialised, so the chain has one order.
create function seal_entry(of_entry integer, on_day date, why text, from_source text, at timestamptz) returns void
language plpgsql as $$
declare
  last bytea;
  content bytea;
begin
  perform pg_advisory_xact_lock(7205759403);
  select hash into last from ledger_entry order by id desc limit 1;
  last := coalesce(last, sha256(''::bytea));
  content := posting_digest(of_entry);
  if exists (select from ledger_entry where id > of_entry) then
    raise exception 'ledger entry % is sealed out of order', of_entry;
  end if;
  insert into ledger_entry values (of_entry, on_day, why, from_source, at,
    (select count(*) from posting where entry = of_entry), content, last,
    entry_hash(last, of_entry, on_day, why, from_source, content));
end $$;

create table settlement (
  number integer generated always as identity (start with 5001) primary key,
  client integer not null references client,
  period_from date not null, period_to date not null,
  booked_on date not null,
  payout_on date,
  state text not null check (state in ('draft', 'approved', 'sent', 'paid', 'zero', 'carried')),
  currency text not null default 'NOK',
  carried_in bigint not null default 0,
  received bigint not null default 0,
  remuneration bigint not null default 0,
  vat bigint not null default 0,
  net bigint not null default 0,
  carried_out bigint not null default 0,
  payable bigint not null default 0,
  payout_account text, payout_reference text,
  created_at timestamptz not null,
  approved_by text, approved_at timestamptz, second_approver text,
  replaces integer references settlement
);
create index settlement_client on settlement (client, number desc);
alter table payment add foreign key (settlement) references settlement;

create table settlement_line (
  settlement integer not null references settlement,
  n integer not null,
  client integer not null,
  payment integer references payment,
  case_number integer,
  kind text not null,
  text text not null default '',
  gross bigint not null default 0,
  principal bigint not null default 0,
  interest bigint not null default 0,
  cost bigint not null default 0,
  fee bigint not null default 0,
  commission bigint not null default 0,
  vat_base bigint not null default 0,
  vat bigint not null default 0,
  net bigint not null,
  primary key (settlement, n)
);

create table document (
  id integer generated always as identity primary key,
  client integer not null references client,
  type text not null,
  name text not null,
  date date not null,
  booking_date date,
  journals integer[] not null default '{}',
  settlement integer references settlement,
  media_type text not null default 'application/pdf',
  pages integer not null,
  size bigint not null,
  sha256 text not null,
  archive_path text not null,
  -- of the data it was drawn from: the same data need not be drawn again
  content_hash text not null,
  description text not null default '',
  created_at timestamptz not null,
  replaces integer references document,
  unique (client, name)
);
create index document_client on document (client, id desc);

create table document_opening (
  id integer generated always as identity primary key,
  document integer not null references document,
  client integer not null,
  at timestamptz not null,
  who text not null,
  user_id integer references app_user,
  door text not null
);
create index document_opening_document on document_opening (document, at);

create table delivery (
  id integer generated always as identity primary key,
  document integer references document,
  client integer not null references client,
  route text not null check (route in ('portal', 'sftp', 'push', 'mail', 'webhook')),
  target text not null,
  -- a small file that is not a document: receipts and results
  file_name text not null,
  created_at timestamptz not null,
  next_try_at timestamptz not null,
  delivered_at timestamptz,
  given_up_at timestamptz,
  unique (document, route, target)
);
create index delivery_waiting on delivery (next_try_at) where delivered_at is null and given_up_at is null;

create table delivery_attempt (
  delivery integer not null references delivery,
  n integer not null,
  client integer not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('delivered', 'confirmed', 'unsure', 'failed')),
  detail text,
  primary key (delivery, n)
);

create table night (
  date date primary key,
  state text not null check (state in ('planned', 'running', 'done', 'partly')),
  planned_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  proof jsonb
);

create table night_step (
  date date not null references night,
  client integer not null references client,
  kind text not null check (kind in ('confirmation', 'settlement')),
  state text not null check (state in ('planned', 'running', 'done', 'nothing', 'failed')),
  -- how many cases, rejected rows or payments it was planned for
  counted integer not null default 0,
  attempts integer not null default 0,
  started_at timestamptz, finished_at timestamptz,
  document integer references document,
  error text,
  primary key (date, client, kind)
);

-- Who did what. Append-only and chained; one row per act.
create table audit (
  id integer primary key,
  at timestamptz not null,
  actor text not null,
  act text not null,
  client integer,
  subject text not null default '',
  detail jsonb not null default '{}',
  previous bytea not null,
  hash bytea not null unique
);
create sequence audit_id as integer;
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function refuse_change();

create function audit_hash(previous bytea, id integer, at timestamptz, actor text, act text, client integer, subject text, detail jsonb)
returns bytea language sql stable as $$
  select sha256(previous || convert_to(concat_ws('|', id, extract(epoch from at)::numeric, actor, act, coalesce(client, 0), subject, detail::text), 'UTF8'))
$$;

create function record_audit(at timestamptz, actor text, act text, client integer, subject text, detail jsonb) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last bytea;
  number integer;
begin
  perform pg_advisory_xact_lock(7205759404);
  select hash into last from audit order by id desc limit 1;
  last := coalesce(last, sha256(''::bytea));
  number := nextval('audit_id');
  insert into audit values (number, at, actor, act, client, subject, detail, last,
    audit_hash(last, number, at, actor, act, client, subject, detail));
  return number;
end $$;

-- Who looked at whose data.
create table access_log (
  id integer generated always as identity primary key,
  at timestamptz not null,
  user_id integer references app_user,
  actor text not null,
  client integer,
  case_number integer,
  document integer,
  what text not null,
  address text
);
create index access_log_user on access_log (user_id, at desc);
create trigger access_log_append_only before update or delete or truncate on access_log for each statement execute function refuse_change();

-- Isolation: a connection acting for a user takes one of these roles and names the user in kreditorflyt.user.
do $$ begin
  if not exists (select from pg_roles where rolname = 'kreditorflyt_user') then create role kreditorflyt_user nologin; end if;
exception when duplicate_object or unique_violation then null; end $$;
do $$ begin
  if not exists (select from pg_roles where rolname = 'kreditorflyt_operator') then create role kreditorflyt_operator nologin; end if;
exception when duplicate_object or unique_violation then null; end $$;
grant kreditorflyt_user, kreditorflyt_operator to current_user;
grant usage on schema public to kreditorflyt_user, kreditorflyt_operator;

create function acting_user() returns integer language sql stable parallel safe as $$
  select nullif(current_setting('kreditorflyt.user', true), '')::integer
$$;

create function my_clients() returns integer[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(membership.client), '{}')
  from membership join app_user on app_user.id = membership.user_id
  where app_user.id = acting_user() and app_user.disabled_at is null and app_user.role in ('creditor', 'agency')
    and (valid_from is null or valid_from <= (statement_timestamp() at time zone 'Europe/Oslo')::date)
    and (valid_to is null or valid_to >= (statement_timestamp() at time zone 'Europe/Oslo')::date)
$$;

create function is_operator() returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from app_user where id = acting_user() and disabled_at is null
    and role in ('operator', 'settlementApprover', 'administrator'))
$$;

-- Called at the end of this and later migrations: puts every table with a "client" column under the same rule.
create procedure protect_tenant_tables() language plpgsql as $$
declare
  t text;
begin
  for t in select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and column_name = 'client' and table_type = 'BASE TABLE' and table_name not in ('audit')
  loop
    execute format('alter table %I enable row level security', t);
    execute format('drop policy if exists own_clients on %I', t);
    execute format('create policy own_clients on %I to kreditorflyt_user using (client = any ((select my_clients())::integer[]))', t);
    execute format('drop policy if exists operators on %I', t);
    execute format('create policy operators on %I to kreditorflyt_operator using ((select is_operator()))', t);
  end loop;
end $$;
call protect_tenant_tables();

alter table client enable row level security;
create policy own_clients on client to kreditorflyt_user using (number = any ((select my_clients())::integer[]));
create policy operators on client to kreditorflyt_operator using ((select is_operator()));
alter table app_user enable row level security;
create policy self on app_user to kreditorflyt_user using (id = acting_user());
create policy operators on app_user to kreditorflyt_operator using ((select is_operator()));
alter table session enable row level security;
create policy self on session to kreditorflyt_user using (user_id = acting_user());
create policy operators on session to kreditorflyt_operator using (user_id = acting_user());
alter table audit enable row level security;
create policy own_clients on audit to kreditorflyt_user using (client = any ((select my_clients())::integer[]));
create policy operators on audit to kreditorflyt_operator using ((select is_operator()));

grant select on client, app_user, membership, sftp_key, drop_file, journal, journal_row, collection_case, debtor, claim, case_action,
  case_event, payment, allocation, account, posting, settlement, settlement_line, document, document_opening, delivery,
  delivery_attempt, audit, access_log to kreditorflyt_user, kreditorflyt_operator;
grant select on night, night_step, ledger_entry to kreditorflyt_operator;
grant select, delete on session to kreditorflyt_user, kreditorflyt_operator;
grant insert, update on journal, journal_row, case_event to kreditorflyt_user, kreditorflyt_operator;
grant delete on journal_row to kreditorflyt_user, kreditorflyt_operator;
grant insert on document_opening, access_log, sftp_key to kreditorflyt_user, kreditorflyt_operator;
grant update (revoked_at) on sftp_key to kreditorflyt_user, kreditorflyt_operator;
grant update (name, email, phone_home, phone_work, phone_mobile, fax, street, postal_code, postal_place, region, country, language,
  number_format, appearance, settings) on app_user to kreditorflyt_user, kreditorflyt_operator;
grant update on drop_file, collection_case, payment, delivery, client to kreditorflyt_operator;
