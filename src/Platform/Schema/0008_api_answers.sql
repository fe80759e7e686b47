-- local
-- What a call of the API with an Idempotency-Key was answered, for a day: written in the transaction of the call itself, so that a repeated call can't do it twice.
create table api_answers (
    account_id uuid not null,
    key text not null,
    part integer not null,
    request_hash text not null,
    status integer not null,
    location text,
    body text not null,
    at timestamptz not null,
    primary key (account_id, key, part)
);
create index api_answers_at on api_answers (at);
