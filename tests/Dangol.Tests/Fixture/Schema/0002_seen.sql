-- local
-- What a reader of the journal saw: without a key, so that a doubled entry shows.
create table seen (
    reader text not null,
    record_id uuid,
    title text not null
);
