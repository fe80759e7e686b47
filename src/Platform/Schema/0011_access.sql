-- local
-- Who may do what: roles and who has them, teams, who is whose manager, single records that are shared.
create table roles (
    id uuid primary key not null,
    version integer not null,
    owner_id uuid,
    team_id uuid,
    created_at timestamptz not null,
    created_by uuid not null,
    updated_at timestamptz not null,
    updated_by uuid not null,
    change_set_id uuid not null,
    custom text,
    name text not null,
    name_folded text not null,
    description text,
    code text,
    is_baseline boolean not null,
    rights text,
    field_levels text
);
create unique index roles_name on roles (name_folded);
create unique index roles_code on roles (code) where code is not null;

create table role_assignments (
    id uuid primary key not null,
    version integer not null,
    owner_id uuid,
    team_id uuid,
    created_at timestamptz not null,
    created_by uuid not null,
    updated_at timestamptz not null,
    updated_by uuid not null,
    change_set_id uuid not null,
    custom text,
    user_id uuid not null references users (id),
    role_id uuid not null references roles (id)
);
create unique index role_assignments_user on role_assignments (user_id, role_id);
create index role_assignments_role on role_assignments (role_id, user_id);

create table teams (
    id uuid primary key not null,
    version integer not null,
    owner_id uuid,
    team_id uuid,
    created_at timestamptz not null,
    created_by uuid not null,
    updated_at timestamptz not null,
    updated_by uuid not null,
    change_set_id uuid not null,
    custom text,
    name text not null,
    name_folded text not null,
    parent_id uuid references teams (id),
    description text
);
create index teams_name on teams (name_folded, id);
create index teams_parent on teams (parent_id, id) where parent_id is not null;

create table team_members (
    id uuid primary key not null,
    version integer not null,
    owner_id uuid,
    team_id uuid,
    created_at timestamptz not null,
    created_by uuid not null,
    updated_at timestamptz not null,
    updated_by uuid not null,
    change_set_id uuid not null,
    custom text,
    member_of uuid not null references teams (id),
    user_id uuid not null references users (id)
);
create unique index team_members_user on team_members (user_id, member_of);
create index team_members_team on team_members (member_of, user_id);

alter table users add column manager_id uuid;
create index users_manager on users (manager_id, id) where manager_id is not null;
create index users_team on users (team_id, id) where team_id is not null;

-- Derived from teams.parent_id and users.manager_id, and kept with every change of them: each node with all above it, and with itself.
create table team_paths (
    team_id uuid not null,
    under_id uuid not null,
    depth integer not null,
    primary key (team_id, under_id)
);
create index team_paths_under on team_paths (under_id, team_id);

create table manager_paths (
    manager_id uuid not null,
    user_id uuid not null,
    depth integer not null,
    primary key (manager_id, user_id)
);
create index manager_paths_user on manager_paths (user_id, manager_id);
insert into manager_paths (manager_id, user_id, depth) select id, id, 0 from users;

create table shares (
    id uuid primary key not null,
    version integer not null,
    owner_id uuid,
    team_id uuid,
    created_at timestamptz not null,
    created_by uuid not null,
    updated_at timestamptz not null,
    updated_by uuid not null,
    change_set_id uuid not null,
    custom text,
    record_type text not null,
    record_id uuid not null,
    user_id uuid,
    with_team_id uuid,
    role_id uuid,
    may_edit boolean not null,
    until date,
    reason text
);
create index shares_record on shares (record_type, record_id, id);
create index shares_user on shares (user_id, record_type, record_id) where user_id is not null;
create index shares_team on shares (with_team_id, record_type, record_id) where with_team_id is not null;
create index shares_role on shares (role_id, record_type, record_id) where role_id is not null;

-- Counts the changes of all of these: whoever has read the rules at a version has those of today.
create table access_versions (
    only_one integer primary key not null check (only_one = 1),
    version bigint not null
);
insert into access_versions (only_one, version) values (1, 1);

-- An administrator looks at the product as somebody with this role would, and changes nothing meanwhile.
alter table sessions add column as_role_id uuid;
