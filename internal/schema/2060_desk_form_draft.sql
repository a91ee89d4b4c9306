-- Long forms that somebody put aside. What was typed is personal and not yet
-- an act, so it stands beside the ledger, opens only to whoever typed it, and
-- goes when the form is sent or after two weeks.
CREATE TABLE form_draft (
    office_id  TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    draft_id   TEXT   NOT NULL,
    path       TEXT   NOT NULL, -- of the form; holds no name and no number of a person
    title      TEXT   NOT NULL, -- message key
    content    TEXT   NOT NULL, -- the fields, encoded as the form sends them; personal
    saved_at   BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, user_id, draft_id)
);
CREATE INDEX form_draft_end ON form_draft (office_id, expires_at, draft_id);
