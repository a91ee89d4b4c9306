-- Everything that people do is one row here, for ever. bytes is the truth; the
-- columns before it are read out of it, so that they can be searched.
CREATE TABLE event (
	office_id    TEXT     NOT NULL,
	id           BYTEA    NOT NULL,
	replica      TEXT     NOT NULL,
	epoch        TEXT     NOT NULL,
	seq          BIGINT   NOT NULL,
	op_id        TEXT     NOT NULL,
	op_n         BIGINT   NOT NULL,
	subject_kind TEXT     NOT NULL,
	subject_id   TEXT     NOT NULL,
	type         TEXT     NOT NULL,
	hlc          BIGINT   NOT NULL,
	bytes        BYTEA    NOT NULL,
	personal     BYTEA,
	PRIMARY KEY (office_id, id)
);
CREATE INDEX event_subject ON event (office_id, subject_kind, subject_id, hlc, id);
-- Two copies of one replica may go on under one number, and two replicas may
-- bring the same act: these are indexes, not keys.
CREATE INDEX event_stream ON event (office_id, replica, epoch, seq, id);
CREATE INDEX event_op ON event (office_id, op_id, op_n);

-- One row an office; every group of writes touches it first, so that groups
-- of several processes come one after the other.
CREATE TABLE office_head (
	office_id TEXT   NOT NULL,
	n         BIGINT NOT NULL,
	hlc       BIGINT NOT NULL,
	PRIMARY KEY (office_id)
);

-- The order in which this database committed. epoch tells a peer that its
-- cursor belongs to a history which this copy no longer has.
CREATE TABLE feed (
	office_id TEXT   NOT NULL,
	n         BIGINT NOT NULL,
	epoch     TEXT   NOT NULL,
	event_id  BYTEA  NOT NULL,
	PRIMARY KEY (office_id, n)
) /* clustered */;

-- Which events claim, release or settle which key; read out of the events.
CREATE TABLE claim (
	office_id    TEXT   NOT NULL,
	claim_key    TEXT   NOT NULL,
	event_id     BYTEA  NOT NULL,
	act          TEXT   NOT NULL,
	PRIMARY KEY (office_id, claim_key, event_id, act)
) /* clustered */;

-- Events that have no effect yet, and why; every fold writes it anew.
CREATE TABLE parked (
	office_id    TEXT NOT NULL,
	subject_id   TEXT NOT NULL,
	subject_kind TEXT NOT NULL,
	event_id     TEXT NOT NULL,
	reason       TEXT NOT NULL,
	PRIMARY KEY (office_id, subject_id, subject_kind, event_id)
);

-- The last visible number of each series that this replica gave.
CREATE TABLE number_series (
	office_id TEXT   NOT NULL,
	replica   TEXT   NOT NULL,
	series    TEXT   NOT NULL,
	year      BIGINT NOT NULL,
	last      BIGINT NOT NULL,
	PRIMARY KEY (office_id, replica, series, year)
);

-- Which folds wrote the tables; another version folds everything again.
CREATE TABLE fold_version (
	office_id TEXT NOT NULL,
	version   TEXT NOT NULL,
	PRIMARY KEY (office_id)
);
