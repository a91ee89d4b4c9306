-- The office's copy of the population register. It is reference data: imports
-- replace it, the ledger does not hold it. name_folded is written by the same
-- Go code on both engines, so that both find the same people.
CREATE TABLE resident_record (
  office_id   TEXT     NOT NULL,
  person_id   TEXT     NOT NULL,
  nik         TEXT     NOT NULL,
  kk          TEXT     NOT NULL,
  name        TEXT     NOT NULL,
  name_folded TEXT     NOT NULL,
  sex         TEXT     NOT NULL,
  birth       TEXT     NOT NULL,
  birth_year  BIGINT   NOT NULL,
  village     TEXT     NOT NULL,
  mother      TEXT     NOT NULL,
  address     TEXT     NOT NULL,
  rt          TEXT     NOT NULL,
  rw          TEXT     NOT NULL,
  state       TEXT     NOT NULL,
  recorded    SMALLINT NOT NULL,
  source      TEXT     NOT NULL,
  PRIMARY KEY (office_id, person_id)
);
CREATE INDEX resident_record_by_nik ON resident_record (office_id, nik);
CREATE INDEX resident_record_by_name ON resident_record (office_id, name_folded, village);
