-- local
-- How far the search index that is being made anew has come, by type; empty while none is.
create table search_rebuilds (
    type text primary key not null,
    after uuid not null,
    ended boolean not null
);
