-- local
-- The orders of the list that people choose, and what was sold of a product lately.
create index orders_by_number on orders (number, id);
create index orders_total on orders (total, id);
create index orders_kind on orders (kind, business_date, id);
create index orders_channel on orders (channel, business_date, id);
create index order_lines_product on order_lines (product_id, ordered_at);
create index products_category on products (category, name_folded, id);
create index products_kind on products (kind, name_folded, id);
create index products_price on products (unit_price_micros, id);
create index products_updated on products (updated_at, id);
