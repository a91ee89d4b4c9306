-- What an entry said after each change, so that old and new can be set side by
-- side: folded, like the rest, from reference.changed.
ALTER TABLE reference_change ADD COLUMN state TEXT NOT NULL DEFAULT '';

-- Agreements of the office with others (MoU, SK, PKS) and until when they hold.
CREATE TABLE agreement (
    office_id    TEXT     NOT NULL,
    agreement_id TEXT     NOT NULL,
    name         TEXT     NOT NULL,
    kind         TEXT     NOT NULL, -- mou, sk, pks, other
    number       TEXT     NOT NULL,
    partner      TEXT     NOT NULL,
    from_on      TEXT     NOT NULL,
    until_on     TEXT     NOT NULL, -- '' has no end
    active       SMALLINT NOT NULL,
    PRIMARY KEY (office_id, agreement_id)
);

CREATE VIEW office_v_agreement AS
    SELECT office_id, agreement_id, name, kind, number, partner, from_on, until_on, active FROM agreement;
