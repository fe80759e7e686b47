-- local
-- The first line of a chain says which line was the last before it, whose hash it goes on from: a whole chain can't be taken out unseen as long as a later one is there.
alter table personal_accesses add column follows uuid;
