-- local
-- Files that were brought in: what was found, what became of every line, and the change set that holds what came in.
create table imports (
    id uuid primary key not null,
    kind text not null,
    file_name text not null,
    file_path text not null,
    mapping text,
    source text not null,
    asked_at timestamptz not null,
    actor_name text not null,
    job_id uuid,
    data_change_set_id uuid not null,
    state text not null,
    source_lines bigint not null,
    report text,
    ended_at timestamptz
);
create index imports_asked on imports (asked_at, id);
