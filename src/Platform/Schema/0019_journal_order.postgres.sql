-- local
-- Two transactions may change one record in another order than that in which their numbers were drawn: an entry stands behind all that had committed when it was written, and
-- the sequence, which no connection draws ahead of the others, orders those that share a number.
alter table journal alter column xid set default greatest(pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1);
alter table journal alter column seq set cache 1;
