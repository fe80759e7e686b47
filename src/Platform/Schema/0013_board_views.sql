-- local
-- A view may be one of the board, and whoever sees a shared one may pin it for themselves.
alter table saved_views add column is_board boolean not null default false;
alter table saved_views add column among text;

create table view_pins (
    account_id uuid not null,
    view_id uuid not null,
    primary key (account_id, view_id)
);
