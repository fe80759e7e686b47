-- local
-- The mapping under which a file was read, as it was: a mapping of one's own stays with the import.
alter table imports add column mapping_json text;
alter table imports add column encoding text;
alter table imports add column delimiter text;
