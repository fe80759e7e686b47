-- spread
-- Contact history: one row for each member of a launch, whether treated, held out as control, or suppressed (with why). Never changed.
create table contacts (
    customer_id uuid not null,
    campaign_id uuid not null,
    id uuid not null,
    channel text not null,
    arm text not null,
    reason text,
    business_date date not null,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, campaign_id)
);
create index contacts_campaign on contacts (campaign_id, arm, customer_id);
create index contacts_chunk on contacts (change_set_id, chunk_no);

-- Orders of treated and control alike inside the campaign's window; derived, and made anew where the orders changed.
create table responses (
    customer_id uuid not null,
    campaign_id uuid not null,
    order_id uuid not null,
    arm text not null,
    kind text not null,
    amount bigint not null,
    currency text not null,
    business_date date not null,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, campaign_id, order_id)
);
create index responses_campaign on responses (campaign_id, arm, customer_id, order_id);
create index responses_chunk on responses (change_set_id, chunk_no);
