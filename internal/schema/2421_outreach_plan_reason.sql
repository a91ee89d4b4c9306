-- Why a sheet could not be computed is known by the job that computes it, which
-- pages ask: a second place for it was never written. For the same reason a
-- sheet is asked or ready, and never failed.
ALTER TABLE plan_sheet DROP COLUMN reason;
