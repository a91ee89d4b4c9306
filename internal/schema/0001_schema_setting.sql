-- Small facts about the installation itself that must travel with its data, so
-- that a restored or copied folder knows which office it belongs to. No personal
-- data, no secrets.
CREATE TABLE setting (
    office_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    value      TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, name)
);
