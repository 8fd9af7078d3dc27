-- How documents reach their receivers: foreign targets, attempts left, and the state computed from attempts.

-- A client's own places: a foreign SFTP server that documents are pushed to, or an address that is told of them.
create table delivery_target (
  client integer not null references client,
  route text not null check (route in ('push', 'webhook')),
  name text not null check (name <> ''),
  -- push: sftp://user@host:port/folder; webhook: https://…
  address text not null,
  -- push: the server's SHA256:… fingerprint, without which nothing is sent
  host_key text,
  -- push: {"privateKey": …} or {"password": …}; webhook: {"key": …} of the signature. Nobody reads it on behalf of a user.
  secret jsonb not null default '{}',
  -- null: every type of document
  document_types text[],
  created_at timestamptz not null,
  disabled_at timestamptz,
  primary key (client, route, name)
);

-- Attempts until it is given up; a resend gives it all of them again.
alter table delivery add column attempts_left integer not null default 12;

-- Where each delivery stands, by its attempts alone: planned → trying → delivered → confirmed, or unsure → failed → given up.
create view delivery_status with (security_invoker = true) as
  select delivery.*, coalesce(last.n, 0) as attempts, last.started_at as last_started_at, last.ended_at as last_ended_at, last.detail,
    case
      when delivered_at is not null then last.outcome
      when given_up_at is not null then 'givenUp'
      when last.n is null then 'planned'
      when last.ended_at is null then 'trying'
      else last.outcome
    end as state
  from delivery left join lateral (
    select * from delivery_attempt where delivery_attempt.delivery = delivery.id order by n desc limit 1
  ) as last on true;

call protect_tenant_tables();
grant select (client, route, name, address, host_key, document_types, created_at, disabled_at) on delivery_target
  to kreditorflyt_user, kreditorflyt_operator;
grant select on delivery_status to kreditorflyt_user, kreditorflyt_operator;
