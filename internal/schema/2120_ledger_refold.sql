-- How far the folding of everything has come that a program with other folds
-- began: there is a row as long as it is not done. Whoever starts meanwhile
-- goes on from there.
CREATE TABLE fold_progress (
	office_id    TEXT   NOT NULL,
	after_kind   TEXT   NOT NULL, -- the last subject that was folded
	after_id     TEXT   NOT NULL,
	after_key    TEXT   NOT NULL, -- once all are: the last key of the claims index that was looked at
	folded       BIGINT NOT NULL,
	PRIMARY KEY (office_id)
);
