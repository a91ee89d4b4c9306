-- The register comes in generations: an import is loaded beside what is there
-- and becomes active in one step, and what it replaces is taken away afterwards.
-- Rows are only ever appended, and their keys are written after them in one
-- sorted pass, because random inserts are three times slower.
CREATE TABLE register_source (
  office_id  TEXT   NOT NULL,
  source     TEXT   NOT NULL, -- a short name, such as siak or sid-35.03.04.2010
  kind       TEXT   NOT NULL, -- population, village, social
  rank       BIGINT NOT NULL, -- of two sources that know one person the lower counts
  generation BIGINT NOT NULL, -- the one that is read; 0 is none
  PRIMARY KEY (office_id, source)
);

CREATE TABLE register_import (
  office_id  TEXT   NOT NULL,
  import_id  TEXT   NOT NULL,
  generation BIGINT NOT NULL, -- of the office, never used twice
  source     TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  taken_on   TEXT   NOT NULL, -- the day on which the source was as the file says
  basis      TEXT   NOT NULL, -- by what right the office holds it
  file_name  TEXT   NOT NULL,
  digest     TEXT   NOT NULL, -- SHA-256 of the file
  state      TEXT   NOT NULL, -- checking, checked, loading, active, replaced, removed, dropped
  row_count  BIGINT NOT NULL,
  loaded     BIGINT NOT NULL, -- rows that became residents
  rejected   BIGINT NOT NULL,
  doubtful   BIGINT NOT NULL,
  added      BIGINT NOT NULL,
  changed    BIGINT NOT NULL,
  gone       BIGINT NOT NULL,
  position   BIGINT NOT NULL, -- counts the attempts and turns: only the newest may write
  actor      TEXT   NOT NULL,
  begun_at   BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL,
  PRIMARY KEY (office_id, import_id)
);
CREATE INDEX register_import_generation ON register_import (office_id, generation, import_id);

CREATE TABLE register_row (
  office_id   TEXT     NOT NULL,
  generation  BIGINT   NOT NULL,
  row_no      BIGINT   NOT NULL, -- in the order of the file
  person_id   TEXT     NOT NULL,
  nik         TEXT     NOT NULL,
  kk          TEXT     NOT NULL,
  name        TEXT     NOT NULL,
  sex         TEXT     NOT NULL,
  birth       TEXT     NOT NULL,
  birth_year  BIGINT   NOT NULL,
  birth_place TEXT     NOT NULL,
  village     TEXT     NOT NULL,
  mother      TEXT     NOT NULL,
  father      TEXT     NOT NULL,
  address     TEXT     NOT NULL,
  rt          TEXT     NOT NULL,
  rw          TEXT     NOT NULL,
  state       TEXT     NOT NULL,
  recorded    SMALLINT NOT NULL, -- 2: the source does not say
  disability  TEXT     NOT NULL,
  doubt       TEXT     NOT NULL, -- what does not fit together, as codes
  PRIMARY KEY (office_id, generation, row_no)
) /* clustered */;

-- How rows are found. A term is a letter for its kind and what is looked for:
-- i person, k family card, n NIK, u recorded nowhere and x without a NIK (both by
-- village and person).
CREATE TABLE register_key (
  office_id  TEXT   NOT NULL,
  generation BIGINT NOT NULL,
  term       TEXT   NOT NULL,
  row_no     BIGINT NOT NULL,
  digest     BIGINT NOT NULL, -- of the row, with the person's term; else 0
  PRIMARY KEY (office_id, generation, term, row_no)
) /* clustered */;

INSERT INTO register_row (office_id, generation, row_no, person_id, nik, kk, name, sex, birth, birth_year, birth_place, village, mother,
    father, address, rt, rw, state, recorded, disability, doubt)
  SELECT office_id, 1, ROW_NUMBER() OVER (PARTITION BY office_id ORDER BY person_id), person_id, nik, kk, name, sex, birth, birth_year, '', village, mother,
    '', address, rt, rw, state, recorded, disability, ''
  FROM resident_record ORDER BY office_id, person_id;
INSERT INTO register_key (office_id, generation, term, row_no, digest)
  SELECT office_id, 1, 'i:' || person_id, row_no, 0 FROM register_row ORDER BY office_id, person_id;
INSERT INTO register_key (office_id, generation, term, row_no, digest)
  SELECT office_id, 1, 'k:' || kk, row_no, 0 FROM register_row WHERE kk <> '' ORDER BY office_id, kk, row_no;
INSERT INTO register_key (office_id, generation, term, row_no, digest)
  SELECT office_id, 1, 'n:' || nik, row_no, 0 FROM register_row WHERE nik <> '' ORDER BY office_id, nik, row_no;
INSERT INTO register_key (office_id, generation, term, row_no, digest)
  SELECT office_id, 1, 'u:' || village || '~' || person_id, row_no, 0 FROM register_row
  WHERE recorded = 0 AND state = 'active' ORDER BY office_id, village, person_id;
INSERT INTO register_key (office_id, generation, term, row_no, digest)
  SELECT office_id, 1, 'x:' || village || '~' || person_id, row_no, 0 FROM register_row
  WHERE nik = '' AND state = 'active' ORDER BY office_id, village, person_id;
INSERT INTO register_source (office_id, source, kind, rank, generation)
  SELECT DISTINCT office_id, 'semula', 'population', 1, 1 FROM register_row;
INSERT INTO register_import (office_id, import_id, generation, source, kind, taken_on, basis, file_name, digest, state,
    row_count, loaded, rejected, doubtful, added, changed, gone, position, actor, begun_at, ended_at)
  SELECT office_id, 'semula', 1, 'semula', 'population', '', '', '', '', 'active', COUNT(*), COUNT(*), 0, 0, COUNT(*), 0, 0, COUNT(*), '', 0, 0
  FROM register_row GROUP BY office_id;
DROP TABLE resident_record;
ALTER TABLE register_row RENAME TO resident_record;
