-- spread
-- Each row says what a customer agreed to or refused, when and how it is known; the latest row of a channel counts. Rows are never changed.
create table consents (
    customer_id uuid not null,
    id uuid not null,
    channel text not null,
    status text not null,
    at timestamptz not null,
    business_date date not null,
    basis text not null,
    evidence text,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, id)
);
create index consents_chunk on consents (change_set_id, chunk_no);
