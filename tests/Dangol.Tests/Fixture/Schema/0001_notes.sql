-- local
create table notes (
    id uuid primary key not null,
    version integer not null,
    owner_id uuid,
    team_id uuid,
    created_at timestamptz not null,
    created_by uuid not null,
    updated_at timestamptz not null,
    updated_by uuid not null,
    change_set_id uuid not null,
    custom text,
    title text not null,
    title_folded text not null,
    code text,
    phone text,
    size bigint not null,
    due date
);
create unique index notes_code on notes (code);
create table ticks (
    note_id uuid not null,
    no integer not null,
    value bigint not null,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (note_id, no)
);
create index ticks_chunk on ticks (change_set_id, chunk_no);
