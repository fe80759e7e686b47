-- local
-- What left the house as a file is found among all that the journal holds.
create index journal_exports on journal (change_set_id) where type = 'records_exported';
