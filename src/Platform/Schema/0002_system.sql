-- local
-- What the system keeps for itself. These tables are not journaled.
create table journal_epochs (
    epoch integer primary key not null,
    since timestamptz not null,
    reason text not null
);

create table journal_checkpoints (
    reader text primary key not null,
    epoch integer not null,
    xid bigint not null,
    seq bigint not null,
    failures integer not null,
    last_error text
);

create table parked_entries (
    reader text not null,
    epoch integer not null,
    xid bigint not null,
    seq bigint not null,
    parked_at timestamptz not null,
    error text not null,
    primary key (reader, epoch, xid, seq)
);

create table leases (
    name text primary key not null,
    node text not null,
    until timestamptz not null,
    fencing bigint not null
);

create table company_profiles (
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
    zone text not null,
    currency text not null,
    public_address text not null,
    sender_mail text,
    sender_phone text,
    sender_address text
);
