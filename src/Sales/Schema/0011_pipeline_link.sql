-- local
-- A pipeline lists its opportunities.
create index opportunities_pipeline on opportunities (pipeline_id, id) where pipeline_id is not null;
