-- local
-- Work in the background that outlives a restart. Not journaled: what a job changes is.
create table jobs (
    id uuid primary key not null,
    kind text not null,
    arguments text not null,
    state text not null,
    actor_id uuid not null,
    actor_name text not null,
    actor_language text not null,
    asked_at timestamptz not null,
    not_before timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    attempts integer not null,
    node text,
    lease_until timestamptz,
    fencing bigint not null,
    saved text,
    done bigint not null,
    total bigint not null,
    per_second double precision,
    what_ko text,
    what_en text,
    result text,
    link text,
    error_ko text,
    error_en text,
    error_detail text
);
create index jobs_open on jobs (asked_at, id) where ended_at is null;
create index jobs_asked on jobs (asked_at, id);

create table schedules (
    name text primary key not null,
    next_at timestamptz not null
);

-- When an entry failed, its reader waits until then before it tries again, on whatever node.
alter table journal_checkpoints add column retry_at timestamptz;
