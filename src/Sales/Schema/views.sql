create view pub_products as
select id, code, name, name_folded, category, kind, unit_price_micros, currency from products;

create view pub_orders as
select id, source, number, kind, customer_id, channel, ordered_at, business_date, currency, total, line_count from orders;

create view pub_order_lines as
select l.customer_id, l.order_id, l.line_no, l.product_id, l.kind, l.order_kind, l.channel, l.quantity, l.unit_price_micros, l.amount, l.currency, l.ordered_at, l.business_date,
    l.change_set_id, l.chunk_no
from order_lines l;
