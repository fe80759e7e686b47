-- local
-- What other systems call activities, so that what they send again is changed and not made twice.
alter table tasks add column external_key text;
create unique index tasks_external_key on tasks (external_key) where external_key is not null;
alter table calls add column external_key text;
create unique index calls_external_key on calls (external_key) where external_key is not null;
alter table meetings add column external_key text;
create unique index meetings_external_key on meetings (external_key) where external_key is not null;
alter table memos add column external_key text;
create unique index memos_external_key on memos (external_key) where external_key is not null;
