-- local
-- What each step of the loop did when it last ran.
create table loop_turns (
    step text primary key not null,
    count bigint not null,
    what_ko text not null,
    what_en text not null,
    seconds double precision not null,
    at timestamptz not null,
    failed boolean not null
);
