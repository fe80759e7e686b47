-- local
-- A sale that may come about.
create table opportunities (
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
    customer_id uuid,
    pipeline_id uuid,
    stage_id uuid,
    status text not null,
    amount bigint,
    currency text,
    probability double precision not null,
    close_on date,
    source text,
    competitor text,
    next_step text,
    next_step_on date,
    lost_reason text,
    lost_note text,
    stage_entered_at timestamptz not null,
    closed_on date,
    lead_id uuid,
    tags text,
    notes text
);
create index opportunities_name on opportunities (name_folded, id);
create index opportunities_stage on opportunities (stage_id, close_on, id);
create index opportunities_customer on opportunities (customer_id, id) where customer_id is not null;
create index opportunities_close on opportunities (close_on, id);
create index opportunities_amount on opportunities (amount, id);
create index opportunities_updated on opportunities (updated_at, id);
create index opportunities_owner on opportunities (owner_id, close_on, id) where owner_id is not null;
