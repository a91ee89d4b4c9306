-- Whoever writes a report of what a neighbour told starts from the tip, which
-- is public's own: the form of a report reads it here.
CREATE VIEW public_v_tip AS
SELECT office_id, tip_id, told_at, village, place, words, phone, outcome FROM public_tip;
