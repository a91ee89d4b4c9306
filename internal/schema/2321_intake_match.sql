-- Whom the register and the other cases make an open case's person to be, as
-- the choke-point last weighed it: what the review goes through. It follows
-- from cases and register, can be made again at any time, and holds no personal
-- data.
CREATE TABLE match_case (
    office_id  TEXT   NOT NULL,
    case_id    TEXT   NOT NULL,
    last_at   BIGINT NOT NULL, -- of the case, when it was weighed
    PRIMARY KEY (office_id, case_id)
) /* clustered */;
CREATE TABLE match_pair (
    office_id TEXT     NOT NULL,
    case_id   TEXT     NOT NULL,
    candidate TEXT     NOT NULL, -- register:<id> or case:<id>
    self      TEXT     NOT NULL, -- case:<case_id>, as the candidate's case would name it
    other     TEXT     NOT NULL, -- case id of the candidate, '' for the register
    place     BIGINT   NOT NULL, -- 0 is the most probable of the case
    ppm       BIGINT   NOT NULL, -- probability, in millionths
    doubt     BIGINT   NOT NULL, -- how far from the middle: 0 is the most doubtful
    auto      SMALLINT NOT NULL, -- the program is sure by itself
    PRIMARY KEY (office_id, case_id, candidate)
);
CREATE INDEX match_pair_doubt ON match_pair (office_id, doubt, case_id, candidate);
CREATE INDEX match_pair_other ON match_pair (office_id, other, case_id);
