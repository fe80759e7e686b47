-- local
-- Lists are walked in their order by those who reach only part of it, and by whoever asks for one state: whose a record is and how far it has come stand in the index,
-- so that no record is fetched to be passed over.
drop index leads_name;
create index leads_name on leads (name_folded, id, status, owner_id, team_id);
drop index leads_created;
create index leads_created on leads (created_at, id, status, owner_id, team_id);
drop index leads_updated;
create index leads_updated on leads (updated_at, id, status, owner_id, team_id);
drop index leads_status;
create index leads_status on leads (status, created_at, id, owner_id, team_id);
drop index leads_next_step;
create index leads_next_step on leads (next_step_on, id, status, owner_id, team_id) where next_step_on is not null;
drop index opportunities_name;
create index opportunities_name on opportunities (name_folded, id, stage_id, owner_id, team_id);
drop index opportunities_stage;
create index opportunities_stage on opportunities (stage_id, close_on, id, owner_id, team_id);
drop index opportunities_close;
create index opportunities_close on opportunities (close_on, id, stage_id, owner_id, team_id);
drop index opportunities_amount;
create index opportunities_amount on opportunities (amount, id, stage_id, owner_id, team_id);
drop index opportunities_updated;
create index opportunities_updated on opportunities (updated_at, id, stage_id, owner_id, team_id);
-- What one reaches oneself, or by a team, is counted, filtered and sorted within the index by which it is found.
drop index leads_owner;
create index leads_owner on leads (owner_id, created_at, id, status, name_folded, next_step_on) where owner_id is not null;
drop index leads_team;
create index leads_team on leads (team_id, created_at, id, status, name_folded, next_step_on) where team_id is not null;
drop index opportunities_owner;
create index opportunities_owner on opportunities (owner_id, close_on, id, stage_id, name_folded, amount) where owner_id is not null;
drop index opportunities_team;
create index opportunities_team on opportunities (team_id, close_on, id, stage_id, name_folded, amount) where team_id is not null;
