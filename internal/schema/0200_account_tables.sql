-- People who sign in. The login is folded in Go, so that both engines agree on
-- what is the same login. The rights stand here as they are now; how they came
-- to be is in account_right. areas: area codes with a space between them.
CREATE TABLE account_user (
    office_id    TEXT     NOT NULL,
    user_id      TEXT     NOT NULL,
    login        TEXT     NOT NULL,
    name         TEXT     NOT NULL,
    role         TEXT     NOT NULL,
    areas        TEXT     NOT NULL,
    agency       TEXT     NOT NULL,
    institution  TEXT     NOT NULL,
    lang         TEXT     NOT NULL,
    phone        TEXT     NOT NULL,
    hash         TEXT     NOT NULL, -- argon2id; empty until the person chose a password
    disabled     SMALLINT NOT NULL,
    created_at   BIGINT   NOT NULL,
    changed_at   BIGINT   NOT NULL,
    PRIMARY KEY (office_id, user_id)
);
CREATE UNIQUE INDEX account_user_login ON account_user (office_id, login);

-- Folded from user.changed: what a person's rights were after each change.
CREATE TABLE account_right (
    office_id    TEXT     NOT NULL,
    user_id      TEXT     NOT NULL,
    event        TEXT     NOT NULL,
    n            BIGINT   NOT NULL, -- the order in which they happened
    changed_at   BIGINT   NOT NULL,
    actor        TEXT     NOT NULL,
    change       TEXT     NOT NULL,
    role         TEXT     NOT NULL,
    areas        TEXT     NOT NULL,
    agency       TEXT     NOT NULL,
    institution  TEXT     NOT NULL,
    disabled     SMALLINT NOT NULL,
    PRIMARY KEY (office_id, user_id, event)
);

-- Sessions. Only the hash of the token is here: a copy of the database opens
-- no session.
CREATE TABLE account_session (
    office_id    TEXT     NOT NULL,
    token_hash   TEXT     NOT NULL,
    session_id   TEXT     NOT NULL,
    user_id      TEXT     NOT NULL,
    client       TEXT     NOT NULL,
    created_at   BIGINT   NOT NULL,
    seen_at      BIGINT   NOT NULL,
    idle_at      BIGINT   NOT NULL, -- not seen by then: over
    expires_at   BIGINT   NOT NULL, -- over in any case
    PRIMARY KEY (office_id, token_hash)
);
CREATE INDEX account_session_user ON account_session (office_id, user_id, session_id);
CREATE INDEX account_session_end ON account_session (office_id, expires_at, token_hash);

-- Failed sign-ins, by the hash of the login that was typed: whether such an
-- account exists makes no difference here, so it cannot be seen from outside.
CREATE TABLE account_attempt (
    office_id    TEXT     NOT NULL,
    login_hash   TEXT     NOT NULL,
    failed       BIGINT   NOT NULL,
    failed_at    BIGINT   NOT NULL,
    locked_until BIGINT   NOT NULL,
    PRIMARY KEY (office_id, login_hash)
);

-- One-time links on which a person chooses a password. user_id is empty for
-- the link that makes the first administrator.
CREATE TABLE account_invite (
    office_id    TEXT     NOT NULL,
    token_hash   TEXT     NOT NULL,
    user_id      TEXT     NOT NULL,
    created_at   BIGINT   NOT NULL,
    expires_at   BIGINT   NOT NULL,
    PRIMARY KEY (office_id, token_hash)
);

-- Who saw what and why (UU 27/2022 pasal 31). Nothing ever changes a row.
CREATE TABLE access_log (
    office_id    TEXT     NOT NULL,
    access_id    TEXT     NOT NULL,
    at           BIGINT   NOT NULL,
    person       TEXT     NOT NULL,
    role         TEXT     NOT NULL,
    action       TEXT     NOT NULL,
    subject_kind TEXT     NOT NULL,
    subject_id   TEXT     NOT NULL,
    purpose      TEXT     NOT NULL,
    detail       TEXT     NOT NULL,
    PRIMARY KEY (office_id, access_id)
);
CREATE INDEX access_log_subject ON access_log (office_id, subject_kind, subject_id, at, access_id);
CREATE INDEX access_log_at ON access_log (office_id, at, access_id);

-- A number that one person may see for a minute.
CREATE TABLE account_reveal (
    office_id    TEXT     NOT NULL,
    user_id      TEXT     NOT NULL,
    subject_kind TEXT     NOT NULL,
    subject_id   TEXT     NOT NULL,
    field        TEXT     NOT NULL,
    until        BIGINT   NOT NULL,
    PRIMARY KEY (office_id, user_id, subject_kind, subject_id, field)
);
