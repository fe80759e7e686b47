-- local
-- The epoch of the journal in which a launch may send. After a restore the epoch is higher: who got the mail since the backup was made is not known any more.
alter table launch_progresses add column epoch integer not null default 1;
