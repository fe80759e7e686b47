-- local
-- Somebody was invited and has not come yet. Only the hash of the token is kept; the row goes when they come, or when the invitation is withdrawn.
create table invitations (
    user_id uuid primary key not null references users (id),
    token_hash text not null,
    made_at timestamptz not null,
    made_by uuid not null,
    until timestamptz not null
);
create unique index invitations_token on invitations (token_hash);

-- When the person last proved that it is they: by password, code or passkey. Dangerous actions want a fresh proof.
alter table sessions add column proved_at timestamptz;
-- By what they came: password, code, recovery, passkey.
alter table sessions add column proved_by text;
