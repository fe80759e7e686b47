-- local
-- Records are reached by who is in charge of them and by their team: each way wants an index of its own.
create index customers_team on customers (team_id, id) where team_id is not null;
create index tasks_team on tasks (team_id, id) where team_id is not null;
create index calls_owner on calls (owner_id, id) where owner_id is not null;
create index calls_team on calls (team_id, id) where team_id is not null;
create index meetings_owner on meetings (owner_id, id) where owner_id is not null;
create index meetings_team on meetings (team_id, id) where team_id is not null;
create index memos_owner on memos (owner_id, id) where owner_id is not null;
create index memos_team on memos (team_id, id) where team_id is not null;
