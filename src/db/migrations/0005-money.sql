-- Costs by kind, interest as it was at registration, what the case clock did, letters to debtors, and payment plans.

-- A cost on a case, one row per booking: heavy after light is a row with the difference. Øre; gross is what the debtor owes.
create table cost (
  case_number integer not null references collection_case,
  n integer not null,
  client integer not null,
  kind text not null check (kind in
    ('reminderFee', 'noticeFee', 'lightFee', 'heavyFee', 'compensation', 'courtFee', 'instalmentFee')),
  -- the claim that a creditor's reminder belongs to
  claim integer,
  net bigint not null,
  vat bigint not null default 0,
  gross bigint not null check (gross = net + vat and gross > 0),
  paid bigint not null default 0,
  booked_on date not null,
  -- the first day that it bears interest; null while it has not been demanded (FRL § 2)
  interest_from date,
  -- the rows of the dated law it was computed by, or “creditor”
  tariff text not null,
  source text not null,
  -- whose money it is when it is paid
  owed_to text not null generated always as (case when kind in ('reminderFee', 'noticeFee', 'compensation') then 'creditor' else 'collector' end) stored,
  primary key (case_number, n)
);

-- VAT of a fee counted from what is paid of it, so that its parts sum to it; half up.
create function vat_upto(vat bigint, paid bigint, gross bigint) returns bigint language sql immutable parallel safe as $$
  select div(2 * vat::numeric * paid + gross, 2 * gross::numeric)::bigint
$$;

alter table allocation add column cost integer;
alter table allocation add column vat bigint not null default 0;
alter table allocation add foreign key (case_number, cost) references cost;
alter table allocation add check ((part = 'cost') = (cost is not null));

-- “Opprinnelig rente”: computed once, up to and including the day of registration, and never again.
alter table collection_case add column interest_original bigint;
-- the last day that booked interest counts
alter table collection_case add column interest_to date;
create index case_open on collection_case (number) where status <> 'closed';

alter table case_action add column done_on date;
update case_action set done_on = due_on where action_group = 'notice';

-- VAT that debtors paid with the collector's fees; stands in the line's cost too.
alter table settlement_line add column vat_from_debtor bigint not null default 0;

-- What the case clock did on a date; a date before the newest is not run again.
create table clock_run (
  date date primary key,
  cases integer not null,
  actions integer not null,
  costs integer not null,
  letters integer not null,
  closed integer not null,
  finished_at timestamptz not null
);

-- A letter to a debtor. Not a document of the creditor's: it is the collector's own letter, and the creditor sees on the case that it was sent.
create table letter (
  id integer generated always as identity primary key,
  case_number integer not null references collection_case,
  client integer not null references client,
  debtor integer not null,
  type text not null check (type in ('paymentDemand')),
  name text not null unique,
  date date not null,
  deadline date not null,
  -- everything that it says, as it stood when it was decided
  content jsonb not null,
  created_at timestamptz not null,
  pages integer, size bigint, sha256 text, archive_path text,
  -- when it lay in the print outbox
  printed_at timestamptz,
  unique (case_number, debtor, type, date)
);
create index letter_waiting on letter (id) where printed_at is null;

-- An agreement with the debtor to pay in parts (avdragsordning); the collection rests meanwhile.
create table payment_plan (
  case_number integer not null references collection_case,
  n integer not null,
  client integer not null,
  agreed_on date not null,
  instalments jsonb not null,
  ended_on date,
  ended_why text check (ended_why in ('kept', 'broken', 'withdrawn')),
  created_at timestamptz not null,
  actor text not null,
  primary key (case_number, n)
);
create unique index payment_plan_one on payment_plan (case_number) where ended_on is null;

call protect_tenant_tables();
grant select on cost, payment_plan to kreditorflyt_user, kreditorflyt_operator;
grant select on clock_run, letter to kreditorflyt_operator;
