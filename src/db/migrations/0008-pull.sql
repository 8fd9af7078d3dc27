-- Foreign SFTP servers that files are pulled from.
create table pull_source (
  id integer generated always as identity primary key,
  client integer not null references client,
  host text not null,
  port integer not null default 22,
  user_name text not null,
  folder text not null,
  -- SHA256:… of the keys that the server may show; without one nothing is fetched
  host_keys text[] not null check (cardinality(host_keys) > 0),
  -- {"privateKey": …} or {"password": …}; nobody reads it on behalf of a user
  secret jsonb not null,
  -- what becomes of a file at its source once it is safe here: removed, kept, or moved to this folder
  afterwards text not null default 'remove',
  created_at timestamptz not null,
  disabled_at timestamptz,
  unique (client, host, port, user_name, folder)
);
call protect_tenant_tables();
grant select (id, client, host, port, user_name, folder, host_keys, afterwards, created_at, disabled_at) on pull_source
  to kreditorflyt_operator;
