-- local
-- Keys of programs. Only the hash is kept. Scopes are JSON, a list of type.action; null is all that its owner may do.
create table api_keys (
    id uuid primary key not null,
    key_hash text not null,
    user_id uuid not null references users (id),
    name text not null,
    shown text not null,
    scopes text,
    made_at timestamptz not null,
    made_by uuid not null,
    until timestamptz not null,
    last_used_at timestamptz,
    last_ip text,
    ended_at timestamptz
);
create unique index api_keys_hash on api_keys (key_hash);
create index api_keys_user on api_keys (user_id, made_at);

-- person, or agent: a program with roles of its own, which has no password.
alter table users add column kind text not null default 'person';

-- What a key narrowed when it asked for the job holds when it runs.
alter table jobs add column scopes text;
