-- Whom the whole register, compared with itself, holds twice: ids and a
-- probability, no data of anybody. The newest comparison replaces the one before.
CREATE TABLE register_double (
  office_id TEXT   NOT NULL,
  cluster   BIGINT NOT NULL, -- the most probable first
  person_id TEXT   NOT NULL,
  ppm       BIGINT NOT NULL, -- probability that all of the cluster are one person, in millionths
  made_at   BIGINT NOT NULL,
  PRIMARY KEY (office_id, cluster, person_id)
) /* clustered */;
