-- Searching by a part of a name or number. Under row-level security the planner may use an index only with operators that are leakproof,
-- which `like` and lower() are not: such a search would read every row of the client. This function runs without the policies, and
-- therefore itself asks whose clients may be searched. It returns numbers of cases, nothing of what it compared.
create extension if not exists pg_trgm;
create index debtor_name_parts on debtor using gin (lower(name) gin_trgm_ops);
create index claim_invoice_prefix on claim (client, invoice text_pattern_ops);

-- `term`: name, invoice, customer, kid or reference; `wanted` with the signs of `like`.
create function search_cases(term text, wanted text, clients integer[]) returns setof integer
language plpgsql stable security definer set search_path = public, pg_temp rows 200 as $$
declare
  allowed integer[] := case when is_operator() then clients
    else array(select unnest(clients) intersect select unnest(my_clients())) end;
begin
  case term
    -- One case has few debtors, so a case told twice is cheaper than sorting.
    when 'name' then return query execute
      'select case_number from debtor where lower(name) like lower($1) and client = any ($2)' using wanted, allowed;
    when 'invoice' then return query execute
      'select case_number from claim where invoice like $1 and client = any ($2)' using wanted, allowed;
    when 'customer' then return query execute
      'select case_number from debtor where customer_number like $1 and client = any ($2)' using wanted, allowed;
    when 'kid' then return query execute
      'select case_number from claim where kid like $1 and client = any ($2) union select number from collection_case
       where kid like $1 and client = any ($2)' using wanted, allowed;
    when 'reference' then return query execute
      'select number from collection_case where reference like $1 and client = any ($2)' using wanted, allowed;
  end case;
end $$;
revoke all on function search_cases(text, text, integer[]) from public;
grant execute on function search_cases(text, text, integer[]) to kreditorflyt_user, kreditorflyt_operator;
