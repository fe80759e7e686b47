create view pub_customer_scores as
select customer_id, model, version, as_of, recency_days, last_on, frequency, monetary, currency, r, f, m, group_code from customer_scores;
