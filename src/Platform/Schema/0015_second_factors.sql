-- local
-- The keys with which secrets are sealed, wrapped by the company's key file. Not journaled, as nothing here is.
create table secret_keys (
    id text primary key not null,
    number bigint not null,
    wrapped text not null,
    made_at timestamptz not null
);

-- The secret of an authenticator app, sealed. Until it is confirmed by a code it counts for nothing; a code counts once, since its step must be later than the last one.
create table second_factors (
    user_id uuid primary key not null references users (id),
    secret text not null,
    made_at timestamptz not null,
    confirmed_at timestamptz,
    last_step bigint not null
);

-- Each is gone once it was used.
create table recovery_codes (
    user_id uuid not null references users (id),
    code_hash text not null,
    primary key (user_id, code_hash)
);

-- The password was right, the code is still to come: no session yet.
create table sign_in_steps (
    token_hash text primary key not null,
    user_id uuid not null references users (id),
    made_at timestamptz not null,
    until timestamptz not null,
    failures integer not null
);
create index sign_in_steps_until on sign_in_steps (until);

-- Holders of such a role sign in with a second factor, or set one up before anything else.
alter table roles add column needs_second_factor boolean not null default false;
