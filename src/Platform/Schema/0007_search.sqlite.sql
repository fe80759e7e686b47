-- local
-- What records are found by: derived from the journal by a reader, and made anew when in doubt.
create table search_documents (
    id integer primary key,
    type text not null,
    record_id uuid not null,
    title text not null,
    content text not null
);
create unique index search_documents_record on search_documents (record_id);
create virtual table search_grams using fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
