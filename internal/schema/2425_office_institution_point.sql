-- Where an institution lies, where that is not the point of its village:
-- "-8.05120,111.71040"; '' is not stated.
ALTER TABLE institution ADD COLUMN point TEXT NOT NULL DEFAULT '';

CREATE VIEW office_v_institution_point AS
    SELECT office_id, institution_id, point FROM institution WHERE point <> '';
