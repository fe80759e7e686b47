-- local
create table products (
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
    code text not null,
    name text not null,
    name_folded text not null,
    category text,
    kind text not null,
    unit_price_micros bigint,
    currency text
);
create unique index products_code on products (code);
create index products_name on products (name_folded, id);
