-- Among which edition of the register a case was weighed: another one has it
-- weighed again. '' is one that was weighed before this was kept.
ALTER TABLE match_case ADD COLUMN among TEXT NOT NULL DEFAULT '';
