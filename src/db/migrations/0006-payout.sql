-- Letters that were stopped before they were printed; payout files and what the bank answered.

-- A letter that must not go after all, as when the address has become protected.
alter table letter add column withheld_at timestamptz;
drop index letter_waiting;
create index letter_waiting on letter (id) where printed_at is null and withheld_at is null;

-- A file of payouts for the bank. Made once; the same settlements are never in two files that stand.
create table payout_file (
  id integer generated always as identity primary key,
  message_id text not null unique,
  version text not null check (version in ('03', '09')),
  execute_on date not null,
  count integer not null,
  sum bigint not null,
  sha256 text not null,
  content text not null,
  created_at timestamptz not null,
  created_by text not null
);
create trigger payout_file_append_only before update or delete or truncate on payout_file for each statement execute function refuse_change();

alter table settlement add column payout_file integer references payout_file;
alter table settlement add column sent_at timestamptz;
alter table settlement add column paid_at timestamptz;
alter table settlement add column paid_on date;
-- what the bank said when it refused the payout
alter table settlement add column payout_refusal text;
create unique index settlement_payout_reference on settlement (payout_reference) where payout_reference is not null;

-- A settlement's figures never change; only its way to the creditor does.
create function refuse_settlement_change() returns trigger language plpgsql as $$
begin
  if (old.client, old.period_from, old.period_to, old.booked_on, old.currency, old.carried_in, old.received, old.remuneration, old.vat,
      old.net, old.carried_out, old.payable, old.created_at, old.replaces)
    is distinct from
    (new.client, new.period_from, new.period_to, new.booked_on, new.currency, new.carried_in, new.received, new.remuneration, new.vat,
      new.net, new.carried_out, new.payable, new.created_at, new.replaces)
    or (old.state = 'paid' and new.state <> 'paid') then
    raise exception 'settlement % may not change its figures or be unpaid again', old.number using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger settlement_unchanged before update on settlement for each row execute function refuse_settlement_change();

-- What a person did with money that had no place, or was too much: placed, split, held or sent back.
create table payment_handling (
  id integer generated always as identity primary key,
  payment integer not null references payment,
  client integer,
  act text not null check (act in ('placed', 'split', 'held', 'released', 'refunded')),
  amount bigint not null,
  case_number integer references collection_case,
  note text not null default '',
  at timestamptz not null,
  actor text not null
);
create index payment_handling_payment on payment_handling (payment);

call protect_tenant_tables();
grant select on payment_handling to kreditorflyt_user, kreditorflyt_operator;
grant select on payout_file to kreditorflyt_operator;
