-- When the first dossier of a case was verified and when it was first entered in
-- SIAK: the funnel shows these two steps, where most papers wait.
ALTER TABLE case_file ADD COLUMN verified_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE case_file ADD COLUMN entered_at BIGINT NOT NULL DEFAULT 0;
