-- What an office taught the program about the headings of its lists: the next
-- list with the same headings is read the same way. And which time a file was
-- brought: after an undo the same file makes new cases.
CREATE TABLE list_mapping (
    office_id   TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL, -- SHA-256 of the headings, without case and signs
    means       TEXT   NOT NULL, -- JSON: a meaning a column, '' is not read
    changed_at  BIGINT NOT NULL,
    PRIMARY KEY (office_id, fingerprint)
);
ALTER TABLE list_file ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
