-- local
-- A step that takes long enough to be killed in the middle.
create table slow_rows (i bigint primary key not null);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000) insert into slow_rows select i from n;
create table slow_ends (i bigint primary key not null);
