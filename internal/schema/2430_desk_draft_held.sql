-- A form that was sent when its session was over is kept as a draft of the
-- person whose session it was, and not in the memory of one process: a restart,
-- a long break or another browser lose nothing. It remembers where it was sent.
ALTER TABLE form_draft ADD COLUMN sent_to TEXT NOT NULL DEFAULT ''; -- address; '' was put aside by hand
ALTER TABLE form_draft ADD COLUMN files SMALLINT NOT NULL DEFAULT 0; -- it brought some, which are not kept
