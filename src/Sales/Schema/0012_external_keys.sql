-- local
-- What other systems call leads and opportunities, so that what they send again is changed and not made twice.
alter table leads add column external_key text;
create unique index leads_external_key on leads (external_key) where external_key is not null;
alter table opportunities add column external_key text;
create unique index opportunities_external_key on opportunities (external_key) where external_key is not null;
