-- The numbers in the menu stand on every page: they are counted from this
-- index alone.
CREATE INDEX work_counts ON work (office_id, role, action, person, from_at);
-- A list of what is left to do at one phase, the longest wait in front.
CREATE INDEX case_file_open ON case_file (office_id, is_open, stage_since, case_id);
