-- The queues of a role are listed, counted by place and reason, and paged from
-- this index alone; it stands for two that home no longer needs (decision
-- 0013). Which needs are issued and not declined is read from need_stage alone.
DROP INDEX work_role;
DROP INDEX work_person;
CREATE INDEX work_queue ON work (office_id, role, action, due_on, from_at, subject_id, arg, subject_kind, person, area, reason);
DROP INDEX need_stage;
CREATE INDEX need_stage ON need (office_id, stage, stage_since, case_id, need, declined);
