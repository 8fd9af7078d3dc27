-- A whole name, or its beginning, is found without the parts that it shares with many others.
create index debtor_whole_name on debtor (lower(name) text_pattern_ops);
