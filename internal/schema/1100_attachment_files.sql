-- Which subject has which file: the files themselves lie beside the database,
-- named by the hash of their content, so that a copy of the table stays small
-- and the same scan on two cases is stored once.
CREATE TABLE attachment (
  office_id    TEXT   NOT NULL,
  subject_kind TEXT   NOT NULL,
  subject_id   TEXT   NOT NULL,
  hash         TEXT   NOT NULL,
  type         TEXT   NOT NULL,
  size         BIGINT NOT NULL,
  by_person    TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (office_id, subject_kind, subject_id, hash)
);
CREATE INDEX attachment_by_hash ON attachment (office_id, hash);
