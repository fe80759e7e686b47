-- local
-- Who said who sees to it and what it is about: what others gave one to do brings a customer close, what one gave oneself does not. Null is its maker.
alter table tasks add column given_by uuid;
alter table calls add column given_by uuid;
alter table meetings add column given_by uuid;
alter table memos add column given_by uuid;
