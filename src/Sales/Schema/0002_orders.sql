-- local
create table sales_channels (
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
    name text not null
);
create unique index sales_channels_code on sales_channels (code);

create table orders (
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
    source text not null,
    number text not null,
    kind text not null,
    customer_id uuid references customers (id),
    source_id uuid,
    channel text not null,
    ordered_at timestamptz not null,
    business_date date not null,
    currency text not null,
    total bigint not null,
    line_count integer not null
);
create unique index orders_number on orders (source, number);
create index orders_customer on orders (customer_id, ordered_at) where customer_id is not null;
create index orders_date on orders (business_date, id);
