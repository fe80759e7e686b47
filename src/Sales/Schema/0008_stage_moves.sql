-- spread
-- When an opportunity came into which stage. One that has no customer has the zero customer.
create table stage_moves (
    customer_id uuid not null,
    id uuid not null,
    opportunity_id uuid not null,
    from_stage_id uuid,
    to_stage_id uuid not null,
    at timestamptz not null,
    business_date date not null,
    moved_by uuid not null,
    seconds_before bigint not null,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, id)
);
create index stage_moves_opportunity on stage_moves (opportunity_id, at);
create index stage_moves_chunk on stage_moves (change_set_id, chunk_no);
