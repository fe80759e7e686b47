-- local
-- Lists are walked in their order by those who reach only part of it: whose a record is stands in the index, so that no record is fetched to be passed over.
drop index customers_name;
create index customers_name on customers (name_folded, id, owner_id, team_id);
drop index customers_region;
create index customers_region on customers (region, name_folded, id, owner_id, team_id);
drop index customers_joined;
create index customers_joined on customers (joined_on, id, owner_id, team_id);
drop index customers_city;
create index customers_city on customers (city, name_folded, id, owner_id, team_id) where city is not null;
drop index customers_country;
create index customers_country on customers (country, name_folded, id, owner_id, team_id) where country is not null;
drop index customers_created;
create index customers_created on customers (created_at, id, owner_id, team_id);
drop index customers_updated;
create index customers_updated on customers (updated_at, id, owner_id, team_id);
-- What one reaches oneself, or by a team, is counted, filtered and sorted within the index by which it is found.
drop index customers_owner;
create index customers_owner on customers (owner_id, name_folded, id, region, joined_on, city, country, created_at) where owner_id is not null;
drop index customers_team;
create index customers_team on customers (team_id, name_folded, id, region, joined_on, city, country, created_at) where team_id is not null;
