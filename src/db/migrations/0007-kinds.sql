-- What the other kinds of rows become: invoices, stops, the bank's statement; and files that belong to a case.

-- Findings about a file as a whole that did not refuse it.
alter table drop_file add column problems jsonb not null default '[]';
create index drop_file_sequence on drop_file (client, format, (header->>'sequence')) where header ? 'sequence';

-- An invoice for reminders and open items; it may become a claim of a case.
create table invoice (
  id integer generated always as identity primary key,
  client integer not null references client,
  kind text not null check (kind in ('invoice', 'creditNote')),
  invoice text not null,
  customer_number text, order_number text,
  name text not null,
  national_id text,
  debtor jsonb not null,
  concerns text,
  invoice_date date not null, due_date date,
  kid text,
  currency text not null,
  amount bigint not null,
  remaining bigint not null,
  lines jsonb not null default '[]',
  state text not null default 'open' check (state in ('open', 'paid', 'credited', 'case', 'withdrawn')),
  case_number integer references collection_case,
  journal integer not null references journal,
  row integer not null,
  registered_on date not null,
  unique (client, kind, invoice)
);
create index invoice_client on invoice (client, id desc);
create index invoice_kid on invoice (kid) where kid is not null;

create table invoice_event (
  id integer generated always as identity primary key,
  invoice_id integer not null references invoice,
  client integer not null,
  at timestamptz not null,
  kind text not null,
  text text not null default '',
  actor text not null
);
create index invoice_event_invoice on invoice_event (invoice_id, id);

-- A wish to stop collection, by file, button or message, and what became of it.
create table collection_stop (
  id integer generated always as identity primary key,
  case_number integer not null references collection_case,
  client integer not null,
  reason text not null check (reason in ('stop', 'dispute', 'withdrawal')),
  note text not null default '',
  from_day date not null,
  journal integer, row integer,
  asked_by text not null,
  asked_at timestamptz not null,
  lifted_at timestamptz, lifted_by text
);
create index collection_stop_case on collection_stop (case_number);

-- The bank's own sums of a day, only to compare with what its payment files said.
create table statement_entry (
  journal integer not null references journal,
  row integer not null,
  client integer not null,
  account text not null,
  booked_on date not null, value_on date,
  amount bigint not null,
  currency text not null,
  reference text, transactions integer, code text, note text,
  primary key (journal, row)
);

-- A copy of an invoice or another paper; found by its name, or waiting for somebody to say whose it is.
create table attachment (
  id integer generated always as identity primary key,
  client integer not null references client,
  drop_id integer references drop_file,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  archive_path text not null,
  state text not null check (state in ('matched', 'unsure', 'unmatched', 'removed')),
  case_number integer references collection_case,
  -- the cases it could belong to
  candidates integer[] not null default '{}',
  created_at timestamptz not null,
  created_by text not null,
  decided_by text, decided_at timestamptz,
  unique (drop_id)
);
create index attachment_case on attachment (case_number) where case_number is not null;
create index attachment_waiting on attachment (client) where state in ('unsure', 'unmatched');

call protect_tenant_tables();
grant select on invoice, invoice_event, collection_stop, attachment to kreditorflyt_user, kreditorflyt_operator;
grant select on statement_entry to kreditorflyt_operator;
grant insert on invoice_event, collection_stop, attachment to kreditorflyt_user, kreditorflyt_operator;
grant update (state, case_number, decided_by, decided_at) on attachment to kreditorflyt_user, kreditorflyt_operator;
grant update (lifted_at, lifted_by) on collection_stop to kreditorflyt_user, kreditorflyt_operator;
