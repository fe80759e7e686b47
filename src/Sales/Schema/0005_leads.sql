-- local
-- Somebody who may become a customer.
create table leads (
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
    name_folded text not null,
    organisation text,
    job_title text,
    email text,
    email_folded text,
    phone text,
    website text,
    address text,
    source text not null,
    status text not null,
    rating text,
    unqualified_reason text,
    interest text,
    tags text,
    next_step text,
    next_step_on date,
    notes text,
    customer_id uuid,
    opportunity_id uuid,
    converted_at timestamptz
);
create index leads_name on leads (name_folded, id);
create index leads_created on leads (created_at, id);
create index leads_updated on leads (updated_at, id);
create index leads_status on leads (status, created_at, id);
create index leads_owner on leads (owner_id, created_at, id) where owner_id is not null;
create index leads_email on leads (email_folded) where email_folded is not null;
create index leads_phone on leads (phone) where phone is not null;
create index leads_next_step on leads (next_step_on, id) where next_step_on is not null;
create index leads_customer on leads (customer_id, id) where customer_id is not null;
