-- Envelopes and the hands they go through, folded from the events of subject
-- envelope. meeting, receiver, *_name, taken_by and place are personal: blank
-- after an erasure.
CREATE TABLE envelope (
    office_id    TEXT   NOT NULL,
    envelope_id  TEXT   NOT NULL,
    number       TEXT   NOT NULL,
    numbers_lost TEXT   NOT NULL, -- with a space between them
    seal         TEXT   NOT NULL,
    case_id      TEXT   NOT NULL,
    state        TEXT   NOT NULL, -- sealed, travels, received, came_back, lost
    area         TEXT   NOT NULL,
    agency       TEXT   NOT NULL,
    meeting      TEXT   NOT NULL,
    receiver     TEXT   NOT NULL,
    holder_kind  TEXT   NOT NULL, -- office, user, courier; '' after the end
    holder       TEXT   NOT NULL,
    holder_name  TEXT   NOT NULL,
    attempts     BIGINT NOT NULL,
    next_date    TEXT   NOT NULL,
    sealed_by    TEXT   NOT NULL,
    sealed_at    BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL,
    end_reason   TEXT   NOT NULL,
    received_by  TEXT   NOT NULL, -- self, family, guardian, institution, proxy
    taken_by     TEXT   NOT NULL,
    proof        TEXT   NOT NULL,
    evidence     TEXT   NOT NULL,
    condition    TEXT   NOT NULL,
    code         TEXT   NOT NULL, -- by which a receipt is checked
    PRIMARY KEY (office_id, envelope_id)
);
CREATE INDEX envelope_number ON envelope (office_id, number, envelope_id);
CREATE INDEX envelope_case ON envelope (office_id, case_id, sealed_at, envelope_id);
CREATE INDEX envelope_state ON envelope (office_id, state, sealed_at, envelope_id);
CREATE INDEX envelope_code ON envelope (office_id, code, envelope_id);

CREATE TABLE envelope_item (
    office_id   TEXT NOT NULL,
    envelope_id TEXT NOT NULL,
    need        TEXT NOT NULL,
    PRIMARY KEY (office_id, envelope_id, need)
);

CREATE TABLE custody_leg (
    office_id   TEXT   NOT NULL,
    envelope_id TEXT   NOT NULL,
    n           BIGINT NOT NULL,
    leg         TEXT   NOT NULL, -- id of the event that began it
    state       TEXT   NOT NULL, -- open, done, failed, void
    giver_kind  TEXT   NOT NULL,
    giver       TEXT   NOT NULL,
    giver_name  TEXT   NOT NULL,
    giver_by    TEXT   NOT NULL,
    giver_proof TEXT   NOT NULL,
    giver_at    BIGINT NOT NULL,
    taker_kind  TEXT   NOT NULL,
    taker       TEXT   NOT NULL,
    taker_name  TEXT   NOT NULL,
    taker_by    TEXT   NOT NULL,
    taker_proof TEXT   NOT NULL,
    taker_at    BIGINT NOT NULL,
    place       TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    condition   TEXT   NOT NULL,
    evidence    TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    next_date   TEXT   NOT NULL,
    PRIMARY KEY (office_id, envelope_id, n)
);

-- Secrets are no history: the hash of an envelope's PIN, and how often a wrong
-- one was tried.
CREATE TABLE envelope_pin (
    office_id   TEXT   NOT NULL,
    envelope_id TEXT   NOT NULL,
    hash        TEXT   NOT NULL,
    tries       BIGINT NOT NULL,
    PRIMARY KEY (office_id, envelope_id)
);

-- A courier's one-time link. Only the hash of the token is here: a copy of the
-- database opens no envelope.
CREATE TABLE courier_link (
    office_id   TEXT   NOT NULL,
    token_hash  TEXT   NOT NULL,
    link_id     TEXT   NOT NULL,
    envelope_id TEXT   NOT NULL,
    deliver_to  TEXT   NOT NULL, -- user id of who waits for it; '' is the person
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL, -- 0 while it is good
    PRIMARY KEY (office_id, token_hash)
);
CREATE UNIQUE INDEX courier_link_id ON courier_link (office_id, link_id);
CREATE INDEX courier_link_envelope ON courier_link (office_id, envelope_id, created_at, link_id);

CREATE VIEW handover_v_envelope AS
    SELECT office_id, envelope_id, number, case_id, state, area, agency, sealed_at, ended_at, received_by, code FROM envelope;
