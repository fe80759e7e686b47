-- spread
-- What was sold, line by line. A sale that belongs to nobody has the zero customer. The source record it came by never changes; customer_id follows a merge.
create table order_lines (
    customer_id uuid not null,
    order_id uuid not null,
    line_no integer not null,
    line_key uuid not null,
    source_id uuid,
    product_id uuid not null,
    kind text not null,
    order_kind text not null,
    channel text not null,
    quantity bigint not null,
    unit_price_micros bigint not null,
    amount bigint not null,
    currency text not null,
    ordered_at timestamptz not null,
    business_date date not null,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, order_id, line_no)
);
create index order_lines_chunk on order_lines (change_set_id, chunk_no);

-- Which sale a cancelled line takes back, and how many pieces of it.
create table order_line_reversals (
    customer_id uuid not null,
    order_id uuid not null,
    line_no integer not null,
    reversed_order_id uuid not null,
    reversed_line_no integer not null,
    quantity bigint not null,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, order_id, line_no, reversed_order_id, reversed_line_no)
);
create index order_line_reversals_chunk on order_line_reversals (change_set_id, chunk_no);
create index order_line_reversals_sale on order_line_reversals (customer_id, reversed_order_id, reversed_line_no);
