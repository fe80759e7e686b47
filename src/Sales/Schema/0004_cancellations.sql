-- local
-- Cancellations whose sale may come in a later file are looked for at every import.
create index orders_cancellations on orders (source, id) where kind = 'cancellation';
