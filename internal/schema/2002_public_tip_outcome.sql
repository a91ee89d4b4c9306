-- Why a tip was closed without a report, and with which case it was merged: a
-- queue whose answers leave no trace cannot be looked after.
ALTER TABLE public_tip ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE public_tip ADD COLUMN case_id TEXT NOT NULL DEFAULT '';
