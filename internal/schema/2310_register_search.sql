-- The search index of the register (internal/linkage), in pages: what it knows
-- of words, places and dates, and people by them. It is made of the generations
-- that are read and changes with them in one transaction.
CREATE TABLE register_page (
  office_id TEXT   NOT NULL,
  index_id  TEXT   NOT NULL,
  kind      TEXT   NOT NULL, -- a letter
  page_no   BIGINT NOT NULL,
  data      BYTEA  NOT NULL,
  PRIMARY KEY (office_id, index_id, kind, page_no)
);

-- Which index is asked, and of which generations it is.
CREATE TABLE register_search (
  office_id   TEXT   NOT NULL,
  index_id    TEXT   NOT NULL,
  generations TEXT   NOT NULL, -- their numbers with a space between
  rules       BIGINT NOT NULL, -- version of the rules of spelling it was made with
  people      BIGINT NOT NULL,
  made_at     BIGINT NOT NULL,
  PRIMARY KEY (office_id)
);
