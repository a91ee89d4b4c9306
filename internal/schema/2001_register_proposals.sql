-- Whom the register itself shows to be without papers is proposed as a case:
-- recorded nowhere though old enough, or without a NIK. Both are looked for by
-- village. Disability is filled where the source of the register knows it.
ALTER TABLE resident_record ADD COLUMN disability TEXT NOT NULL DEFAULT '';
CREATE INDEX resident_record_unrecorded ON resident_record (office_id, recorded, village, person_id);
CREATE INDEX resident_record_no_nik ON resident_record (office_id, nik, village, person_id);
