-- local
-- Records are reached by who is in charge of them and by their team: each way wants an index of its own.
create index leads_team on leads (team_id, id) where team_id is not null;
create index opportunities_team on opportunities (team_id, id) where team_id is not null;
create index orders_owner on orders (owner_id, id) where owner_id is not null;
create index orders_team on orders (team_id, id) where team_id is not null;
