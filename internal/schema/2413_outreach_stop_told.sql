-- When people at a stop were told that the team comes, in minutes since midnight
-- of the trip's day; 0 is nobody was told. Whoever waits at several stops of a day
-- tells them apart by it.
ALTER TABLE trip_stop ADD COLUMN told BIGINT NOT NULL DEFAULT 0;

DROP VIEW outreach_v_stop;
CREATE VIEW outreach_v_stop AS
    SELECT s.office_id, s.trip_id, s.stop, s.village, s.institution, s.companion, s.answer, s.answer_day, s.told, t.day
    FROM trip_stop s JOIN trip t ON t.office_id = s.office_id AND t.trip_id = s.trip_id;
