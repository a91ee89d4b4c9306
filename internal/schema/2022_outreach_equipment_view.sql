-- The office shows the log of a kit beside the trips that carried it.
CREATE VIEW outreach_v_equipment AS
    SELECT office_id, trip_id, event, day, kit, minutes, battery, faults, vehicle, condition, officer, at FROM trip_equipment;
