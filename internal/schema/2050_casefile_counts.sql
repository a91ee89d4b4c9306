-- The numbers in the menu stand on every page: they are counted from this
-- index alone.
CREATE INDEX work_counts ON work (office_id, role, action, person, from_at);
-- The lists of cases, the longest wait in front: all, the open ones, those of an
-- agency and of an institution. The columns at the end let the chips above a
-- list be counted from the index, which is a tenth of the table.
CREATE INDEX case_file_since ON case_file (office_id, stage_since, case_id);
CREATE INDEX case_file_open ON case_file (office_id, is_open, stage_since, case_id, exit, phase);
CREATE INDEX case_file_agency ON case_file (office_id, agency, stage_since, case_id, is_open, phase, exit, closed_at);
CREATE INDEX case_file_institution ON case_file (office_id, institution, stage_since, case_id, is_open, phase, exit, closed_at);
CREATE INDEX case_file_counts ON case_file (office_id, kecamatan, area, is_open, phase, exit, closed_at);
