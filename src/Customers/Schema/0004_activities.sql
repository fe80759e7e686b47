-- local
-- What people write down about any record: what is to be done, said, met for and noted. regarding_type and regarding_id say what it is about.
create table tasks (
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
    subject text not null,
    subject_folded text not null,
    due_on date,
    priority text not null,
    done boolean not null,
    notes text,
    regarding_type text,
    regarding_id uuid,
    customer_id uuid
);
create index tasks_created on tasks (created_at, id);
create index tasks_due on tasks (due_on, id) where due_on is not null;
create index tasks_owner on tasks (owner_id, due_on, id) where owner_id is not null;
create index tasks_regarding on tasks (regarding_id, created_at, id) where regarding_id is not null;
create index tasks_customer on tasks (customer_id, created_at, id) where customer_id is not null;

create table calls (
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
    subject text not null,
    subject_folded text not null,
    direction text not null,
    result text,
    minutes integer,
    notes text,
    regarding_type text,
    regarding_id uuid,
    customer_id uuid
);
create index calls_created on calls (created_at, id);
create index calls_regarding on calls (regarding_id, created_at, id) where regarding_id is not null;
create index calls_customer on calls (customer_id, created_at, id) where customer_id is not null;

create table meetings (
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
    subject text not null,
    subject_folded text not null,
    starts_at timestamptz not null,
    ends_at timestamptz,
    place text,
    notes text,
    regarding_type text,
    regarding_id uuid,
    customer_id uuid
);
create index meetings_created on meetings (created_at, id);
create index meetings_starts on meetings (starts_at, id);
create index meetings_regarding on meetings (regarding_id, starts_at, id) where regarding_id is not null;
create index meetings_customer on meetings (customer_id, starts_at, id) where customer_id is not null;

create table memos (
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
    body text not null,
    regarding_type text,
    regarding_id uuid,
    customer_id uuid
);
create index memos_created on memos (created_at, id);
create index memos_regarding on memos (regarding_id, created_at, id) where regarding_id is not null;
create index memos_customer on memos (customer_id, created_at, id) where customer_id is not null;
