create view pub_customers as
select id, version, owner_id, team_id, kind, number, name, name_folded, phone, email, email_folded, birth_year, sex, country, region, city, address, postal_code, joined_on
from customers;

create view pub_consents as
select c.customer_id, c.channel, c.status, c.at, c.business_date, c.basis
from consents c
where not exists (select 1 from consents n where n.customer_id = c.customer_id and n.channel = c.channel and (n.at > c.at or (n.at = c.at and n.id > c.id)));
