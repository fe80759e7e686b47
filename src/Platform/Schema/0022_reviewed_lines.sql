-- local
-- How many lines a review saw: the chain shows what was taken out of its middle, and this what was cut off at its end.
alter table personal_reviews add column lines bigint;
