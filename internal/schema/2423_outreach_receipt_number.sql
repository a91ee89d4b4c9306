-- The number of a receipt, as whoever examines the costs compares it with the
-- paper; '' where none was stated.
ALTER TABLE trip_cost ADD COLUMN receipt_number TEXT NOT NULL DEFAULT '';
