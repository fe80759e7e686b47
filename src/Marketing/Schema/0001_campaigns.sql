-- local
-- Whom to reach, with what, and how it was tried. What a campaign did to each customer stands in contacts and responses.
create table segments (
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
    tree text not null,
    sentence_ko text not null,
    sentence_en text not null
);
create unique index segments_name on segments (name_folded);

-- How many a segment has, as of a day; made anew by the loop and whenever somebody looks.
create table segment_counts (
    segment_id uuid primary key not null,
    as_of date not null,
    members bigint not null,
    customers bigint not null,
    counted_at timestamptz not null
);

create table offers (
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
    code text not null,
    body text not null,
    value bigint,
    currency text
);
create unique index offers_code on offers (code);
create index offers_name on offers (name_folded, id);

create table campaigns (
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
    segment_id uuid not null references segments (id),
    offer_id uuid references offers (id),
    channel text not null,
    subject text not null,
    body text not null,
    control_share integer not null,
    window_days integer not null,
    contact_on date,
    budget bigint,
    currency text
);
create unique index campaigns_name on campaigns (name_folded);
create index campaigns_segment on campaigns (segment_id);
create index campaigns_offer on campaigns (offer_id) where offer_id is not null;

-- A campaign that has this row was launched: what it said then is frozen here, its members in the file named by snapshot.
create table campaign_launches (
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
    campaign_id uuid not null references campaigns (id),
    contact_on date not null,
    window_ends_on date not null,
    tree text not null,
    sentence_ko text not null,
    sentence_en text not null,
    members integer not null,
    snapshot text not null,
    offer_text text
);
create unique index campaign_launches_campaign on campaign_launches (campaign_id);

-- While a campaign has this row, nothing of it goes out.
create table campaign_pauses (
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
    campaign_id uuid not null references campaigns (id),
    reason text
);
create unique index campaign_pauses_campaign on campaign_pauses (campaign_id);

-- A campaign that has this row sends nothing any more; what went out stays, and is measured.
create table campaign_stops (
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
    campaign_id uuid not null references campaigns (id),
    reason text
);
create unique index campaign_stops_campaign on campaign_stops (campaign_id);

-- A call or letter list that was handed over as a file; the file lies in the company's folder under its SHA-256.
create table campaign_lists (
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
    campaign_id uuid not null references campaigns (id),
    reason text not null,
    file text not null,
    list_rows integer not null
);
create index campaign_lists_campaign on campaign_lists (campaign_id, id);

-- How far the members of a launch have been turned into contacts; moved in the transaction that writes them.
create table launch_progresses (
    launch_id uuid primary key not null,
    done integer not null,
    total integer not null
);

-- The queue of messages: one row for each campaign and customer, whatever happens. Not journaled: contacts is.
create table deliveries (
    campaign_id uuid not null,
    customer_id uuid not null,
    contact_id uuid not null,
    state text not null,
    attempts integer not null,
    not_before timestamptz,
    run text,
    handed_at timestamptz,
    ended_at timestamptz,
    reply text,
    primary key (campaign_id, customer_id)
);
create index deliveries_state on deliveries (campaign_id, state, customer_id);
create index deliveries_customer on deliveries (customer_id);
