-- local
-- How long a session lasts without a request, and in any case.
alter table company_profiles add column session_idle_minutes integer not null default 720;
alter table company_profiles add column session_days integer not null default 30;
