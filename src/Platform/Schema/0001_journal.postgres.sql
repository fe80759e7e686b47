-- local
-- The journal: one append-only record of every change. On PostgreSQL the order is (epoch, transaction, seq): a sequence alone loses what commits late.
create table change_sets (
    id uuid primary key,
    at timestamptz not null,
    actor_id uuid not null,
    actor_name text not null,
    origin text not null,
    reason_ko text not null,
    reason_en text not null,
    undoes uuid,
    final_ko text,
    final_en text,
    chunks integer not null
);
create index change_sets_at on change_sets (at);
create index change_sets_undoes on change_sets (undoes) where undoes is not null;

create table journal (
    epoch integer not null,
    xid bigint not null default pg_current_xact_id()::text::bigint,
    seq bigint generated always as identity (cache 64),
    change_set_id uuid not null,
    chunk_no integer not null,
    type text not null,
    record_id uuid,
    version integer,
    operation text not null,
    before text,
    after text,
    personal text,
    primary key (epoch, xid, seq)
);
create index journal_change_set on journal (change_set_id, chunk_no, seq);
create index journal_record on journal (record_id, version) where record_id is not null;
