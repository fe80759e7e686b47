-- local
-- An undo counts for the whole change set only once it has come to its end; until then, and where only some records were wanted, the rest can still be taken back.
alter table change_sets add column undoes_part boolean not null default false;
