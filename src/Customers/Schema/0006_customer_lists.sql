-- local
-- The orders of the list that people choose, and the values that are offered while they type.
create index customers_city on customers (city, name_folded, id) where city is not null;
create index customers_country on customers (country, name_folded, id) where country is not null;
create index customers_created on customers (created_at, id);
create index customers_updated on customers (updated_at, id);
