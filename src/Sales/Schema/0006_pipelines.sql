-- local
-- The ways in which opportunities come to a decision, and their steps.
create table pipelines (
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
    name text not null,
    name_folded text not null,
    position bigint not null
);

create table stages (
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
    name text not null,
    name_folded text not null,
    pipeline_id uuid not null references pipelines (id),
    position bigint not null,
    outcome text not null,
    probability double precision not null,
    expected_days bigint,
    needs text
);
create index stages_pipeline on stages (pipeline_id, position);
