-- The audit is written through record_audit alone; who acts for a user writes there about that user's clients, and no other's.
create or replace function record_audit(at timestamptz, actor text, act text, client integer, subject text, detail jsonb) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last bytea;
  number integer;
begin
  if acting_user() is not null and record_audit.client is not null and not is_operator()
    and not (record_audit.client = any (my_clients())) then
    raise exception 'this user may not write in the audit of client %', record_audit.client using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(7205759404);
  select hash into last from audit order by id desc limit 1;
  last := coalesce(last, sha256(''::bytea));
  number := nextval('audit_id');
  insert into audit values (number, at, actor, act, client, subject, detail, last,
    audit_hash(last, number, at, actor, act, client, subject, detail));
  return number;
end $$;
