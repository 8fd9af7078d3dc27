-- A payment is settled once: the database refuses a second line for it, whatever the code believes.
create unique index settlement_line_once on settlement_line (payment) where payment is not null;
-- The night asks for the cases of a day.
create index case_registered on collection_case (registered_on);
