-- local
create table next_rows (i bigint primary key not null);
