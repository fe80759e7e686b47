-- local
-- The newest score of each model for each customer, and which run gave it. A score is derived: a run replaces it, and the journal has an entry a chunk.
create table score_runs (
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
    model text not null,
    model_version integer not null,
    as_of date not null,
    customers bigint not null,
    parameters text not null
);
create index score_runs_model on score_runs (model, id);

create table customer_scores (
    customer_id uuid not null,
    model text not null,
    version integer not null,
    as_of date not null,
    recency_days integer,
    last_on date,
    frequency bigint,
    monetary bigint,
    currency text,
    r integer,
    f integer,
    m integer,
    group_code text,
    change_set_id uuid not null,
    chunk_no integer not null,
    primary key (customer_id, model)
);
create index customer_scores_monetary on customer_scores (model, monetary, customer_id);
create index customer_scores_last_on on customer_scores (model, last_on, customer_id);
create index customer_scores_group on customer_scores (model, group_code, monetary, customer_id);
create index customer_scores_chunk on customer_scores (change_set_id, chunk_no);
