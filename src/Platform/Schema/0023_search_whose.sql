-- local
-- A search document says whose its record is, by tokens and by a number of them: empty where it was written before documents said so.
alter table search_documents add column whose bigint;

-- Up to which document they are of before and are to be written anew; empty once that is done, and in a store that begins now.
create table search_upgrades (
    only_one integer primary key not null check (only_one = 1),
    upto bigint not null
);
insert into search_upgrades (only_one, upto) select 1, max(id) from search_documents having max(id) is not null;
