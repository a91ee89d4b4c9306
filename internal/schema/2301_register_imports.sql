-- An import of the register before it is loaded: how its columns are read, what
-- is asked back, and the rows that cannot be taken. Villages that the office
-- named once are remembered for the source.
ALTER TABLE register_import ADD COLUMN columns TEXT NOT NULL DEFAULT '[]';   -- JSON: title and meaning
ALTER TABLE register_import ADD COLUMN head_row BIGINT NOT NULL DEFAULT 0;   -- the row of the headings
ALTER TABLE register_import ADD COLUMN village TEXT NOT NULL DEFAULT '';     -- of all rows, where the file does not say it
ALTER TABLE register_import ADD COLUMN questions TEXT NOT NULL DEFAULT '[]'; -- JSON: names of villages that are not clear
ALTER TABLE register_import ADD COLUMN reasons TEXT NOT NULL DEFAULT '{}';   -- JSON: rejected and doubtful rows by reason
ALTER TABLE register_import ADD COLUMN kept SMALLINT NOT NULL DEFAULT 0;     -- the file is still there
ALTER TABLE register_import ADD COLUMN why TEXT NOT NULL DEFAULT '';         -- why it was removed
CREATE INDEX register_import_begun ON register_import (office_id, begun_at, import_id);

CREATE TABLE register_reject (
  office_id TEXT   NOT NULL,
  import_id TEXT   NOT NULL,
  row_no    BIGINT NOT NULL,
  cells     TEXT   NOT NULL, -- JSON; personal
  problems  TEXT   NOT NULL, -- JSON of meaning, key, arguments
  PRIMARY KEY (office_id, import_id, row_no)
) /* clustered */;

CREATE TABLE register_village (
  office_id TEXT NOT NULL,
  source    TEXT NOT NULL,
  written   TEXT NOT NULL, -- as the source writes it: village|kecamatan
  village   TEXT NOT NULL, -- '' are rows to leave out
  PRIMARY KEY (office_id, source, written)
);

-- A random key of the office, from which the ids of residents are made: nobody
-- outside can tell an id by a NIK.
CREATE TABLE register_secret (
  office_id TEXT  NOT NULL,
  secret    BYTEA NOT NULL,
  PRIMARY KEY (office_id)
);
