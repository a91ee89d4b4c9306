-- What the home page counts of everybody, of an area or of an agency lies side
-- by side in one index. With the one by date SQLite looked up each case of the
-- office in it, and then again in the table.
DROP INDEX case_count_opened;
CREATE INDEX case_count_totals ON case_count (office_id, area, agency, institution, served, visited_at, recorded_at, baseline, handed_at, closed_at, exit, case_id);
