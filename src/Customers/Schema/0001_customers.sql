-- local
-- A customer is a person or an organisation. What each system said of it stays in customer_sources, so that a merge can be taken back.
create table customers (
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
    kind text not null,
    number text not null,
    name text not null,
    name_folded text not null,
    phone text,
    email text,
    email_folded text,
    birth_year integer,
    sex text,
    country text,
    region text,
    city text,
    address text,
    postal_code text,
    joined_on date
);
create unique index customers_number on customers (number);
create index customers_name on customers (name_folded, id);
create index customers_owner on customers (owner_id, name_folded, id) where owner_id is not null;
create index customers_email on customers (email_folded) where email_folded is not null;
create index customers_phone on customers (phone) where phone is not null;
create index customers_region on customers (region, name_folded, id);
create index customers_joined on customers (joined_on, id);

create table customer_sources (
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
    customer_id uuid not null references customers (id),
    source text not null,
    source_key text not null,
    payload text
);
create unique index customer_sources_key on customer_sources (source, source_key);
create index customer_sources_customer on customer_sources (customer_id);
