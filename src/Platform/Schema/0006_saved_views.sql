-- local
-- Lists as people want to see them again.
create table saved_views (
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
    record_type text not null,
    is_shared boolean not null,
    is_pinned boolean not null,
    is_default boolean not null,
    columns text,
    filters text,
    tree text,
    sort text,
    group_by text
);
create index saved_views_type on saved_views (record_type, name, id);
create index saved_views_pinned on saved_views (name, id) where is_pinned;
