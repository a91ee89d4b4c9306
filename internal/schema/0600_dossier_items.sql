-- What the dossier of a case holds and lacks, item by item, so that lists and
-- other steps need not open the case to say so. Written by the ledger from the
-- fold (internal/dossier); no personal data.
CREATE TABLE dossier_item (
    office_id   TEXT   NOT NULL,
    case_id     TEXT   NOT NULL,
    need        TEXT   NOT NULL,
    requirement TEXT   NOT NULL, -- code of the lawbook
    state       TEXT   NOT NULL, -- have, substitute, missing, later, not_needed
    how         TEXT   NOT NULL, -- document, substitute, form, fact, '' for none
    substitute  TEXT   NOT NULL,
    form        TEXT   NOT NULL, -- the form that fulfils it
    attachments TEXT   NOT NULL, -- hashes with a space between them
    returned    TEXT   NOT NULL, -- why the verifier gave it back, until it is mended
    supplied_by TEXT   NOT NULL,
    supplied_at BIGINT NOT NULL,
    position    BIGINT NOT NULL, -- order of the checklist
    PRIMARY KEY (office_id, case_id, need, requirement)
);
CREATE TABLE dossier_need (
    office_id TEXT     NOT NULL,
    case_id   TEXT     NOT NULL,
    need      TEXT     NOT NULL,
    lawbook   TEXT     NOT NULL, -- version of the checklist
    done      BIGINT   NOT NULL,
    total     BIGINT   NOT NULL,
    missing   BIGINT   NOT NULL,
    ready     SMALLINT NOT NULL, -- may be submitted
    PRIMARY KEY (office_id, case_id, need)
);
CREATE TABLE dossier_form (
    office_id TEXT     NOT NULL,
    case_id   TEXT     NOT NULL,
    form      TEXT     NOT NULL,
    version   TEXT     NOT NULL,
    filled_id TEXT     NOT NULL, -- the event that filled it in last; '' while there are only drafts
    filled_by TEXT     NOT NULL,
    filled_at BIGINT   NOT NULL,
    draft_id  TEXT     NOT NULL, -- a newer draft; '' for none
    draft_at  BIGINT   NOT NULL,
    PRIMARY KEY (office_id, case_id, form)
);
CREATE VIEW dossier_v_item AS
    SELECT office_id, case_id, need, requirement, state, how, substitute, form, attachments, returned, supplied_by, supplied_at, position
    FROM dossier_item;
CREATE VIEW dossier_v_need AS
    SELECT office_id, case_id, need, lawbook, done, total, missing, ready FROM dossier_need;
CREATE VIEW dossier_v_form AS
    SELECT office_id, case_id, form, version, filled_id, filled_by, filled_at FROM dossier_form WHERE filled_id <> '';
