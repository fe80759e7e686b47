-- local
-- How customers belong together: from whom to whom, as what, from when until when.
create table relationships (
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
    from_customer_id uuid not null references customers (id),
    kind text not null,
    to_customer_id uuid not null references customers (id),
    since date,
    until date,
    note text
);
create unique index relationships_current on relationships (kind, from_customer_id, to_customer_id) where until is null;
create index relationships_from on relationships (from_customer_id, id);
create index relationships_to on relationships (to_customer_id, id);
create index relationships_since on relationships (since, id);
create index relationships_updated on relationships (updated_at, id);
