-- Request letters and uploaded lists, as their events left them. The rows of a
-- list that is not saved yet are no facts and stay outside the ledger: staging
-- that a saved list empties.
CREATE TABLE letter (
    office_id   TEXT   NOT NULL,
    letter_id   TEXT   NOT NULL,
    number      TEXT   NOT NULL,
    day         TEXT   NOT NULL,
    sender      TEXT   NOT NULL,
    agency      TEXT   NOT NULL,
    institution TEXT   NOT NULL,
    scan        TEXT   NOT NULL,
    area        TEXT   NOT NULL,
    reporter    TEXT   NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, letter_id)
);
CREATE INDEX letter_day ON letter (office_id, day, letter_id);

CREATE TABLE list_file (
    office_id   TEXT     NOT NULL,
    list_id     TEXT     NOT NULL,
    digest      TEXT     NOT NULL,
    row_count   BIGINT   NOT NULL,
    agency      TEXT     NOT NULL,
    institution TEXT     NOT NULL,
    area        TEXT     NOT NULL,
    reporter    TEXT     NOT NULL,
    uploaded_at BIGINT   NOT NULL,
    letter      TEXT     NOT NULL,
    baseline    SMALLINT NOT NULL,
    saved       BIGINT   NOT NULL,
    known       BIGINT   NOT NULL,
    left_over   BIGINT   NOT NULL,
    saved_at    BIGINT   NOT NULL,
    undone_at   BIGINT   NOT NULL,
    PRIMARY KEY (office_id, list_id)
);
CREATE INDEX list_file_uploaded ON list_file (office_id, uploaded_at, list_id);

-- How the columns of an uploaded list are read.
CREATE TABLE list_column (
    office_id TEXT   NOT NULL,
    list_id   TEXT   NOT NULL,
    position  BIGINT NOT NULL, -- from 0, as in the file
    title     TEXT   NOT NULL,
    means     TEXT   NOT NULL, -- '' is not read
    PRIMARY KEY (office_id, list_id, position)
);

-- One row of an uploaded list: its cells as they stand in the file, what a
-- person put instead, and what the last check said.
CREATE TABLE list_row (
    office_id TEXT   NOT NULL,
    list_id   TEXT   NOT NULL,
    row_no    BIGINT NOT NULL, -- as the spreadsheet counts
    cells     TEXT   NOT NULL, -- JSON; personal
    fixes     TEXT   NOT NULL, -- JSON by meaning; personal
    choice    TEXT   NOT NULL, -- new: another person than the similar ones
    state     TEXT   NOT NULL, -- '', ready, known, choose, wrong, saved
    problems  TEXT   NOT NULL, -- JSON of column, key, suggestions
    PRIMARY KEY (office_id, list_id, row_no)
);
CREATE INDEX list_row_state ON list_row (office_id, list_id, state, row_no);

-- What other rooms may read: which letter and which list a case came with.
CREATE VIEW intake_v_letter AS
    SELECT office_id, letter_id, number, day, sender, scan, area, agency FROM letter;
CREATE VIEW intake_v_list AS
    SELECT office_id, list_id, row_count, saved, known, left_over, uploaded_at, saved_at, undone_at, baseline, agency FROM list_file;
