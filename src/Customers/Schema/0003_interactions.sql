-- spread
-- One row for each touch with a customer, whatever the channel, either way. Rows are never changed.
create table interactions (
    customer_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    business_date date not null,
    channel text not null,
    direction text not null,
    subject text not null,
    note text,
    agent text,
    source text not null,
    source_key text not null,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, id)
);
create index interactions_at on interactions (customer_id, at);
create index interactions_chunk on interactions (change_set_id, chunk_no);
