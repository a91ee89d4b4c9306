-- A generation that was just loaded is one of which PostgreSQL has no statistics
-- yet. By those of the column it would believe that the generation has no rows,
-- and read all of them to find a few by their numbers (0.1 s a question at
-- 300,000). Without any it takes the keys. The first statement of each pair makes
-- it forget what it knew.
ALTER TABLE resident_record ALTER COLUMN generation TYPE BIGINT /* postgres */;
ALTER TABLE resident_record ALTER COLUMN generation SET STATISTICS 0 /* postgres */;
ALTER TABLE register_key ALTER COLUMN generation TYPE BIGINT /* postgres */;
ALTER TABLE register_key ALTER COLUMN generation SET STATISTICS 0 /* postgres */;
