-- Second visits for which the day of a trip keeps time free, as the plan had them
-- when it was announced: JSON of case ids and kinds of stop; '' has none.
ALTER TABLE plan_trip ADD COLUMN reserved TEXT NOT NULL DEFAULT '';
