-- Whether only the head of the office decides on an item, so that approvals
-- need not know the law to list it.
ALTER TABLE dossier_item ADD COLUMN head SMALLINT NOT NULL DEFAULT 0;
DROP VIEW dossier_v_item;
CREATE VIEW dossier_v_item AS
    SELECT office_id, case_id, need, requirement, state, how, substitute, form, attachments, returned, supplied_by, supplied_at, position, head
    FROM dossier_item;
