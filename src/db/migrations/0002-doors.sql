-- What a door picked up. The same pick-up again, after a crash or from two processes, finds its drop and makes no second one.
alter table drop_file add column pickup text unique;
comment on column drop_file.pickup is 'Of a file taken from a folder: the claim; of a pulled file: server, path, time and size; else null.';
