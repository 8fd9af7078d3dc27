-- Rejected rows and what people did with them. The row as sent never changes; what it became stands beside it and in its history.

-- A journal of corrected rows, and the journal whose rows they were. Its rows keep their numbers, so each leads back to its line.
alter table journal add column corrects integer references journal;
create index journal_corrects on journal (corrects) where corrects is not null;

create table row_review (
  journal integer not null,
  row integer not null,
  client integer not null,
  version integer not null default 1,
  -- {"columns": {name: new value}, "fields": {path: new value}}, all that has been changed so far
  changes jsonb not null default '{"columns": {}, "fields": {}}',
  -- the row as last judged with those changes
  record jsonb, problems jsonb,
  -- the journal that the corrected row stands in
  moved_to integer references journal,
  parked_until date,
  returned_at timestamptz,
  -- rejected for good
  closed_at timestamptz,
  reason text not null default '',
  locked_by text, locked_name text, locked_at timestamptz,
  changed_by text, changed_at timestamptz,
  primary key (journal, row),
  foreign key (journal, row) references journal_row
);
create index row_review_moved on row_review (moved_to) where moved_to is not null;

create table row_event (
  id integer generated always as identity primary key,
  journal integer not null,
  row integer not null,
  client integer not null,
  at timestamptz not null,
  actor text not null,
  act text not null check (act in ('corrected', 'accepted', 'bounced', 'parked', 'returned', 'closed', 'withdrawn', 'undone', 'takenOver')),
  -- what was and what became of the values that changed
  before jsonb not null default '{}',
  after jsonb not null default '{}',
  reason text not null default '',
  foreign key (journal, row) references journal_row
);
create index row_event_row on row_event (journal, row, id);
create trigger row_event_append_only before update or delete or truncate on row_event for each statement execute function refuse_change();

-- How many rows of a file still are rejected, counted anew where its list shows it; says nothing and takes nothing from the caller.
create function recount_drop(of_journal integer) returns void language sql security definer set search_path = public, pg_temp as $$
  update drop_file set rejected = (select count(*) from journal_row where journal_row.journal = of_journal and journal_row.state = 'rejected')
  where drop_file.journal = of_journal and (acting_user() is null or is_operator() or drop_file.client = any (my_clients()))
$$;

call protect_tenant_tables();
grant select, insert, update on row_review to kreditorflyt_user, kreditorflyt_operator;
grant select, insert on row_event to kreditorflyt_user, kreditorflyt_operator;
