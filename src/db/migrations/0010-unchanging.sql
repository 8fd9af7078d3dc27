-- What has been told of money is never rewritten: lines of allocation and settlement, and what people did, only grow.
create trigger allocation_append_only before update or delete or truncate on allocation for each statement execute function refuse_change();
create trigger settlement_line_append_only before update or delete or truncate on settlement_line for each statement execute function refuse_change();
create trigger payment_handling_append_only before update or delete or truncate on payment_handling for each statement execute function refuse_change();

-- A cost keeps what it is and how much; what is paid of it and the day it bears interest from come later.
create function refuse_cost_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.case_number, old.n, old.client, old.kind, old.claim, old.net, old.vat, old.gross, old.booked_on, old.tariff, old.source)
      is distinct from (new.case_number, new.n, new.client, new.kind, new.claim, new.net, new.vat, new.gross, new.booked_on, new.tariff, new.source)
    or (old.interest_from is not null and new.interest_from is distinct from old.interest_from) then
    raise exception 'cost % of case % may not be changed', old.n, old.case_number using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger cost_unchanged before update or delete on cost for each row execute function refuse_cost_change();

-- A letter says what it was decided to say.
create function refuse_letter_change() returns trigger language plpgsql as $$
begin
  if (old.case_number, old.client, old.debtor, old.type, old.name, old.date, old.deadline, old.content)
    is distinct from (new.case_number, new.client, new.debtor, new.type, new.name, new.date, new.deadline, new.content) then
    raise exception 'letter % may not be rewritten', old.name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger letter_unchanged before update on letter for each row execute function refuse_letter_change();
