-- What the events of a case come to. Every row is written by the ledger from
-- the fold (internal/casefile); nothing else may write here. Columns are never
-- NULL: an unknown text is '', an unknown time 0.
CREATE TABLE case_file (
    office_id      TEXT     NOT NULL,
    case_id        TEXT     NOT NULL,
    number         TEXT     NOT NULL,
    numbers_lost   TEXT     NOT NULL, -- with a space between them
    stage          TEXT     NOT NULL,
    phase          TEXT     NOT NULL,
    stage_since    BIGINT   NOT NULL,
    is_open        SMALLINT NOT NULL,
    exit           TEXT     NOT NULL,
    exit_reason    TEXT     NOT NULL,
    exit_evidence  TEXT     NOT NULL,
    exit_to        TEXT     NOT NULL,
    exit_at        BIGINT   NOT NULL,
    kept           TEXT     NOT NULL,
    area           TEXT     NOT NULL,
    kecamatan      TEXT     NOT NULL,
    agency         TEXT     NOT NULL,
    institution    TEXT     NOT NULL,
    reporter       TEXT     NOT NULL,
    owner          TEXT     NOT NULL, -- '' is the coordinator
    channel        TEXT     NOT NULL,
    letter         TEXT     NOT NULL,
    list           TEXT     NOT NULL,
    list_row       BIGINT   NOT NULL,
    baseline       SMALLINT NOT NULL,
    urgent         SMALLINT NOT NULL,
    basis          TEXT     NOT NULL,
    opened_at      BIGINT   NOT NULL,
    accepted_at    BIGINT   NOT NULL,
    visited_at     BIGINT   NOT NULL,
    submitted_at   BIGINT   NOT NULL,
    issued_at      BIGINT   NOT NULL,
    handed_at      BIGINT   NOT NULL,
    closed_at      BIGINT   NOT NULL,
    last_at        BIGINT   NOT NULL,
    served         SMALLINT NOT NULL,
    visits         BIGINT   NOT NULL,
    attempts       BIGINT   NOT NULL,
    next_date      TEXT     NOT NULL,
    trip           TEXT     NOT NULL, -- the stop that is booked now
    stop           TEXT     NOT NULL,
    day            TEXT     NOT NULL,
    kit            SMALLINT NOT NULL,
    biometric      TEXT     NOT NULL,
    enrolment      TEXT     NOT NULL,
    enrolment_at   BIGINT   NOT NULL,
    waiting_reason TEXT     NOT NULL,
    waiting_until  TEXT     NOT NULL,
    disputed       SMALLINT NOT NULL,
    parked         BIGINT   NOT NULL,
    erased         SMALLINT NOT NULL,
    receipt        TEXT     NOT NULL,
    PRIMARY KEY (office_id, case_id)
);
CREATE INDEX case_file_opened ON case_file (office_id, opened_at, case_id);
CREATE INDEX case_file_stage ON case_file (office_id, stage, stage_since, case_id);
CREATE INDEX case_file_area ON case_file (office_id, area, opened_at, case_id);
CREATE INDEX case_file_number ON case_file (office_id, number, case_id);
CREATE INDEX case_file_trip ON case_file (office_id, trip, case_id);
CREATE INDEX case_file_list ON case_file (office_id, list, list_row, case_id);
CREATE INDEX case_file_letter ON case_file (office_id, letter, case_id);

CREATE TABLE need (
    office_id       TEXT     NOT NULL,
    case_id         TEXT     NOT NULL,
    need            TEXT     NOT NULL,
    stage           TEXT     NOT NULL,
    stage_since     BIGINT   NOT NULL,
    is_open         SMALLINT NOT NULL,
    moves           SMALLINT NOT NULL,
    waits_for       TEXT     NOT NULL,
    waiting_reason  TEXT     NOT NULL,
    waiting_until   TEXT     NOT NULL,
    deferred_until  TEXT     NOT NULL,
    defer_reason    TEXT     NOT NULL,
    declined        TEXT     NOT NULL,
    enrolled        SMALLINT NOT NULL,
    captured_by     TEXT     NOT NULL,
    submitted_by    TEXT     NOT NULL,
    verified_by     TEXT     NOT NULL,
    entered_by      TEXT     NOT NULL,
    issued_by       TEXT     NOT NULL,
    envelope        TEXT     NOT NULL,
    document_number TEXT     NOT NULL,
    returned_json   TEXT     NOT NULL,
    PRIMARY KEY (office_id, case_id, need)
);
CREATE INDEX need_stage ON need (office_id, stage, stage_since, case_id, need);
CREATE INDEX need_envelope ON need (office_id, envelope, case_id, need);

-- What was stated of the person and is not replaced, and the statement in force
-- where that is an older one.
CREATE TABLE person_field (
    office_id   TEXT     NOT NULL,
    case_id     TEXT     NOT NULL,
    field       TEXT     NOT NULL,
    element     TEXT     NOT NULL,
    event_id    TEXT     NOT NULL,
    value       TEXT     NOT NULL,
    certainty   TEXT     NOT NULL,
    actor       TEXT     NOT NULL,
    occurred_at BIGINT   NOT NULL,
    is_current  SMALLINT NOT NULL,
    in_force    SMALLINT NOT NULL,
    disputed    SMALLINT NOT NULL,
    PRIMARY KEY (office_id, case_id, field, element, event_id)
) /* clustered */;

CREATE TABLE case_person (
    office_id       TEXT NOT NULL,
    case_id         TEXT NOT NULL,
    name            TEXT NOT NULL,
    other_names     TEXT NOT NULL,
    sex             TEXT NOT NULL,
    birth           TEXT NOT NULL,
    birth_from      TEXT NOT NULL,
    birth_to        TEXT NOT NULL,
    village         TEXT NOT NULL,
    place           TEXT NOT NULL,
    biometric       TEXT NOT NULL,
    biometric_event TEXT NOT NULL,
    nik             TEXT NOT NULL,
    kk              TEXT NOT NULL,
    mother          TEXT NOT NULL,
    vulnerabilities TEXT NOT NULL, -- codes with a space between them
    PRIMARY KEY (office_id, case_id)
) /* clustered */;
CREATE INDEX case_person_nik ON case_person (office_id, nik, case_id);

-- What figures count: no personal data, so that nobody who makes a report needs
-- to read any, and an erased person is still counted (UU 27/2022 pasal 43).
-- No row for a case that was entered by mistake.
CREATE TABLE case_count (
    office_id    TEXT     NOT NULL,
    case_id      TEXT     NOT NULL,
    kecamatan    TEXT     NOT NULL,
    area         TEXT     NOT NULL,
    sex          TEXT     NOT NULL,
    age_band     TEXT     NOT NULL, -- at the report
    baseline     SMALLINT NOT NULL,
    served       SMALLINT NOT NULL,
    stage        TEXT     NOT NULL,
    exit         TEXT     NOT NULL,
    is_open      SMALLINT NOT NULL,
    agency       TEXT     NOT NULL,
    institution  TEXT     NOT NULL,
    opened_at    BIGINT   NOT NULL,
    visited_at   BIGINT   NOT NULL,
    submitted_at BIGINT   NOT NULL,
    issued_at    BIGINT   NOT NULL,
    handed_at    BIGINT   NOT NULL,
    closed_at    BIGINT   NOT NULL,
    recorded_at  BIGINT   NOT NULL,
    PRIMARY KEY (office_id, case_id)
) /* clustered */;
CREATE INDEX case_count_opened ON case_count (office_id, opened_at, case_id);

CREATE TABLE case_category (
    office_id TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    category  TEXT NOT NULL, -- reason:..., vulnerability:..., class:...
    PRIMARY KEY (office_id, case_id, category)
) /* clustered */;
CREATE INDEX case_category_by_category ON case_category (office_id, category, case_id);

-- The open work of every subject kind: home, menu counts and the next action
-- read only this.
CREATE TABLE work (
    office_id    TEXT   NOT NULL,
    subject_id   TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    arg          TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    area         TEXT   NOT NULL,
    person       TEXT   NOT NULL, -- '' is anybody of the role
    from_at      BIGINT NOT NULL, -- not before; the age counts from here
    due_on       TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    PRIMARY KEY (office_id, subject_id, subject_kind, action, arg)
) /* clustered */;
CREATE INDEX work_role ON work (office_id, role, due_on, subject_id, subject_kind, action, arg);
CREATE INDEX work_person ON work (office_id, person, due_on, subject_id, subject_kind, action, arg);

-- Folded tokens by which a subject is found.
CREATE TABLE search_key (
    office_id    TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    token        TEXT NOT NULL,
    PRIMARY KEY (office_id, subject_id, subject_kind, token)
) /* clustered */;
CREATE INDEX search_key_token ON search_key (office_id, token, subject_kind, subject_id);
