-- local
-- Who saw whose personal data: account, time, place, whose, what, and why. Not journaled and never changed: each row holds the hash of the one before it, a chain for each node and day.
create table personal_accesses (
    id uuid primary key not null,
    at timestamptz not null,
    business_date date not null,
    node text not null,
    seq bigint not null,
    actor_id uuid not null,
    actor_name text not null,
    ip text not null,
    origin text not null,
    action text not null,
    record_type text not null,
    record_ids text not null,
    records bigint not null,
    strangers bigint not null,
    fields text not null,
    reason text,
    hash text not null
);
create unique index personal_accesses_chain on personal_accesses (business_date, node, seq);
create index personal_accesses_at on personal_accesses (at, id);
create index personal_accesses_actor on personal_accesses (actor_id, at, id);

-- Somebody asked to see the masked values of one record, and why; for a few minutes they do.
create table unmaskings (
    user_id uuid not null,
    record_type text not null,
    record_id uuid not null,
    until timestamptz not null,
    primary key (user_id, record_type, record_id)
);

-- The monthly review of the log, and who made it.
create table personal_reviews (
    month text primary key not null,
    reviewed_at timestamptz not null,
    reviewed_by uuid not null,
    reviewer_name text not null,
    note text
);
