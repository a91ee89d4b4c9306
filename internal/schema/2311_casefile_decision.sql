-- Who was found to be the same person and who not: what the search learns from.
-- Probability is in millionths, as it was shown when somebody decided; 0 is not
-- known. No personal data.
CREATE TABLE identity_decision (
  office_id   TEXT   NOT NULL,
  case_id     TEXT   NOT NULL,
  candidate   TEXT   NOT NULL,
  decision    TEXT   NOT NULL,
  probability BIGINT NOT NULL,
  model       TEXT   NOT NULL,
  decided_at  BIGINT NOT NULL,
  PRIMARY KEY (office_id, case_id, candidate)
) /* clustered */;
