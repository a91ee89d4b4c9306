-- The planner plans within what the trips' budget line still holds.
CREATE VIEW monitoring_v_budget_line AS
    SELECT office_id, target_id, n, name, rupiah, trips FROM monitoring_budget_line;
