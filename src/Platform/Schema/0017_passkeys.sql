-- local
-- Passkeys of people: public keys, which are no secret. Not journaled.
create table passkeys (
    id uuid primary key not null,
    credential_id text not null,
    user_id uuid not null references users (id),
    domain text not null,
    public_key text not null,
    sign_count bigint not null,
    transports text,
    may_be_copied boolean not null,
    is_copied boolean not null,
    name text not null,
    made_at timestamptz not null,
    last_used_at timestamptz
);
create unique index passkeys_credential on passkeys (credential_id);
create index passkeys_user on passkeys (user_id, made_at);

-- What a browser was asked to sign, and for what: once only, and not for long. Without a user it is a sign-in.
create table passkey_challenges (
    token_hash text primary key not null,
    purpose text not null,
    user_id uuid,
    state text not null,
    ip text not null,
    until timestamptz not null
);
create index passkey_challenges_until on passkey_challenges (until);
create index passkey_challenges_ip on passkey_challenges (ip);
