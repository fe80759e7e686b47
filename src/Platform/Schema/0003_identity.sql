-- local
-- Who may sign in, and who is signed in. Only users are declared; the others are the system's own and not journaled.
create table users (
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
    email text not null,
    email_folded text not null,
    name text not null,
    language_tag text not null,
    password_hash text,
    disabled_at timestamptz
);
create unique index users_email on users (email_folded);

-- Only the hash of a token is kept: who reads this table can sign in as nobody.
create table sessions (
    token_hash text primary key not null,
    id uuid not null,
    user_id uuid not null references users (id) on delete cascade,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    ip text not null,
    user_agent text not null
);
create index sessions_user on sessions (user_id);
create index sessions_expires on sessions (expires_at);

-- Failed sign-ins, counted by account with address and by address alone.
create table sign_in_limits (
    key text primary key not null,
    failures integer not null,
    last_at timestamptz not null,
    closed_until timestamptz not null
);

-- Who signed in and out and who failed to: kept for the time that the law asks.
create table sign_ins (
    id uuid primary key not null,
    at timestamptz not null,
    kind text not null,
    user_id uuid,
    ip text not null,
    user_agent text not null
);
create index sign_ins_at on sign_ins (at);

-- One row once the questions of the first start are answered; its key sees to it that two at once make one.
create table first_starts (
    only_one integer primary key not null check (only_one = 1),
    at timestamptz not null
);
