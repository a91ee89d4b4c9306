-- Work that need not be done while a person waits: messages, second duplicate
-- checks, large exports. One row is one job; its key makes asking twice harmless.
-- state: waiting, running, done, failed, cancelled. error_key holds a message
-- key, never what went wrong with whom.
CREATE TABLE job (
    office_id     TEXT NOT NULL,
    kind          TEXT NOT NULL,
    job_key       TEXT NOT NULL,
    payload       BYTEA NOT NULL,
    state         TEXT NOT NULL,
    run_at        BIGINT NOT NULL,
    attempts      BIGINT NOT NULL,
    lease_owner   TEXT NOT NULL,
    lease_until   BIGINT NOT NULL,
    cancel_wanted SMALLINT NOT NULL,
    progress_done BIGINT NOT NULL,
    progress_all  BIGINT NOT NULL,
    note_key      TEXT NOT NULL,
    error_key     TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    finished_at   BIGINT NOT NULL,
    PRIMARY KEY (office_id, kind, job_key)
);
CREATE INDEX job_due ON job (office_id, state, run_at);
