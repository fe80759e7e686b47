create view pub_segments as
select s.id, s.name, s.tree, s.sentence_ko, s.sentence_en, n.as_of, n.members, n.customers
from segments s left join segment_counts n on n.segment_id = s.id;

create view pub_campaigns as
select c.id, c.name, c.channel, c.segment_id, s.name as segment_name, c.offer_id, o.name as offer_name, c.control_share, c.window_days, c.budget, c.currency,
    l.id as launch_id, l.created_at as launched_at, l.contact_on, l.window_ends_on, l.members
from campaigns c join segments s on s.id = c.segment_id left join offers o on o.id = c.offer_id left join campaign_launches l on l.campaign_id = c.id;

create view pub_contacts as
select t.customer_id, t.campaign_id, t.id, t.channel, t.arm, t.reason, t.business_date, d.state as delivery_state, d.ended_at as delivered_at
from contacts t left join deliveries d on d.campaign_id = t.campaign_id and d.customer_id = t.customer_id;

create view pub_responses as
select r.customer_id, r.campaign_id, r.order_id, r.arm, r.kind, r.amount, r.currency, r.business_date
from responses r;
