-- local
-- What a record page lists of those that refer to it, and what a board adds up, comes from an index.
create index leads_opportunity on leads (opportunity_id, id) where opportunity_id is not null;
create index opportunities_lead on opportunities (lead_id, id) where lead_id is not null;
create index opportunities_stage_amount on opportunities (stage_id, currency, amount);
