-- local
-- Lists of customers are sorted by how often they bought, and counted by group without looking at more than the index.
create index customer_scores_frequency on customer_scores (model, frequency, customer_id);
create index customer_scores_by_group on customer_scores (model, group_code, customer_id);
drop index customer_scores_group;
