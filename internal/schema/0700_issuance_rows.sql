-- What the events of verification, SIAK entry and issue come to. Every row is
-- written by the ledger from the fold (internal/issuance); nothing else writes
-- here. No personal data: numbers only where the office gives them itself.
CREATE TABLE siak_entry (
    office_id   TEXT   NOT NULL,
    case_id     TEXT   NOT NULL,
    need        TEXT   NOT NULL,
    entered_at  BIGINT NOT NULL,
    entered_by  TEXT   NOT NULL,
    numbered_at BIGINT NOT NULL, -- 0 while the NIK is still to come
    PRIMARY KEY (office_id, case_id, need)
);

CREATE TABLE enrolment (
    office_id   TEXT     NOT NULL,
    case_id     TEXT     NOT NULL,
    event_id    TEXT     NOT NULL,
    n           BIGINT   NOT NULL, -- 1 is the first that was recorded
    status      TEXT     NOT NULL, -- as SIAK writes it
    class       TEXT     NOT NULL, -- wait, capture, repeat, resend, duplicate, ready, unknown
    recorded_at BIGINT   NOT NULL,
    recorded_by TEXT     NOT NULL,
    is_last     SMALLINT NOT NULL,
    PRIMARY KEY (office_id, case_id, event_id)
);

CREATE TABLE document_issued (
    office_id TEXT   NOT NULL,
    case_id   TEXT   NOT NULL,
    need      TEXT   NOT NULL,
    event_id  TEXT   NOT NULL,
    number    TEXT   NOT NULL, -- of SKPTI and SKPS; '' for what SIAK numbers
    code      TEXT   NOT NULL, -- by which a paper of the office is checked
    issued_at BIGINT NOT NULL,
    issued_by TEXT   NOT NULL,
    PRIMARY KEY (office_id, case_id, need)
);
CREATE INDEX document_issued_code ON document_issued (office_id, code, case_id, need);

CREATE VIEW issuance_v_entry AS
SELECT office_id, case_id, need, entered_at, entered_by, numbered_at FROM siak_entry;

CREATE VIEW issuance_v_enrolment AS
SELECT office_id, case_id, event_id, n, status, class, recorded_at, recorded_by, is_last FROM enrolment;

CREATE VIEW issuance_v_document AS
SELECT office_id, case_id, need, number, code, issued_at, issued_by FROM document_issued;
