-- local
-- Who might edit could edit many at once until that became a right of its own: they keep it. Where a role knows the right already, the company began with it.
update roles set rights = replace(replace(replace(replace(rights,
    '"edit":"own"', '"bulk_edit":"own","edit":"own"'), '"edit":"team"', '"bulk_edit":"team","edit":"team"'), '"edit":"subtree"', '"bulk_edit":"subtree","edit":"subtree"'), '"edit":"all"', '"bulk_edit":"all","edit":"all"')
where rights like '%"edit":%' and not exists (select 1 from roles known where known.rights like '%"bulk_edit":%');
-- The review of the log is for somebody who does none of the work: the auditor, where the role is as it was made.
update roles set rights = '{"*":{"view":"all"},"personal_access":{"review":"all"}}' where code = 'auditor' and rights = '{"*":{"view":"all"}}';
update access_versions set version = version + 1 where only_one = 1;
