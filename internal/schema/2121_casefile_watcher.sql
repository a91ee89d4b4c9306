-- The agency that reported a case which another one has in hands: it goes on
-- seeing what becomes of it.
ALTER TABLE case_file ADD COLUMN watcher TEXT NOT NULL DEFAULT '';
CREATE INDEX case_file_watcher ON case_file (office_id, watcher, stage_since, case_id);
