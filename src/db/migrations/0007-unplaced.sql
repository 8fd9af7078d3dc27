-- Money that a person splits: the payment as it came is “split”, and its parts stand beside it with their own places.

alter table payment add column split_part integer not null default 0;
alter table payment add column split_of integer references payment;
alter table payment drop constraint payment_journal_row_key;
alter table payment add constraint payment_journal_row_part_key unique (journal, row, split_part);
alter table payment drop constraint payment_state_check;
alter table payment add constraint payment_state_check check (state in ('placed', 'unplaced', 'held', 'refunded', 'split'));
