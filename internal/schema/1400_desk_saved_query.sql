-- What somebody searched for stands here for an hour, so that no name and no
-- number comes into an address, a browser's history or a log. It opens only to
-- whoever searched.
CREATE TABLE saved_query (
    office_id  TEXT   NOT NULL,
    query_id   TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    session    TEXT   NOT NULL, -- hash of the session that searched
    query      TEXT   NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, query_id)
);
CREATE INDEX saved_query_end ON saved_query (office_id, expires_at, query_id);
