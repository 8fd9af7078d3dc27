-- Invoices on the screen: conversations about them, and what they are searched by.
alter table message_thread add column invoice_id integer references invoice;
create index message_thread_invoice on message_thread (invoice_id) where invoice_id is not null;
create index invoice_date on invoice (client, invoice_date);
create index invoice_order on invoice (client, order_number) where order_number is not null;
create index invoice_customer on invoice (client, customer_number) where customer_number is not null;
create index invoice_of_case on invoice (case_number) where case_number is not null;

-- Which invoice, sent file or journal somebody looked at.
alter table access_log add column invoice_id integer, add column drop_id integer, add column journal integer;
