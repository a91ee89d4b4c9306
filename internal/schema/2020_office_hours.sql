-- When an institution can be visited: the days of the week (1 is Monday) with a
-- space between them, and from when until when. '' is not known. What words say
-- better stays in hours.
ALTER TABLE institution ADD COLUMN visit_days TEXT NOT NULL DEFAULT '';
ALTER TABLE institution ADD COLUMN visit_from TEXT NOT NULL DEFAULT ''; -- 09:00
ALTER TABLE institution ADD COLUMN visit_to TEXT NOT NULL DEFAULT '';

CREATE VIEW office_v_visiting_hours AS
    SELECT office_id, institution_id, name, village, visit_days, visit_from, visit_to, hours, active FROM institution;
