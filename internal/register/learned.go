package register

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// learned is how probabilities are corrected by what the office decided. It is
// learned anew from time to time, not with each decision.
type learned struct {
	mu sync.Mutex
	of linkage.Calibration
	at time.Time
}

// learnEvery is how old a calibration may be.
const learnEvery = time.Minute

// mostDecided is how many decisions are learned from, the last ones.
const mostDecided = 5_000

// calibration gives how probabilities are corrected now.
func (r *Register) calibration(ctx context.Context, scope db.Scope) (linkage.Calibration, error) {
	l := &r.search.learned
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.at.IsZero() && time.Since(l.at) < learnEvery {
		return l.of, nil
	}
	rows, err := r.db.Query(context.WithoutCancel(ctx), `SELECT decision, probability, model FROM identity_decision
		WHERE office_id = $1 AND probability > 0 AND model <> '' AND decision IN ($2, $3) ORDER BY decided_at DESC, case_id, candidate LIMIT $4`,
		scope.Office, casefile.Same, casefile.Different, mostDecided)
	if err != nil {
		return linkage.Uncorrected, fault.Wrap("register.candidates", err)
	}
	var all []linkage.Decided
	for rows.Next() {
		var decision, model string
		var millionths int64
		if err := rows.Scan(&decision, &millionths, &model); err != nil {
			return linkage.Uncorrected, errors.Join(err, rows.Close())
		}
		then := correctedBy(model)
		all = append(all, linkage.Decided{Probability: then.Undo(float64(millionths) / 1e6), Same: decision == casefile.Same})
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return linkage.Uncorrected, fault.Wrap("register.candidates", err)
	}
	l.of, l.at = linkage.Calibrate(all), time.Now()
	return l.of, nil
}

// nameModel names a model together with how its probabilities were corrected, so
// that a decision can be read again for what the search itself had said.
func nameModel(id string, c linkage.Calibration) string {
	if c == linkage.Uncorrected {
		return id
	}
	return fmt.Sprintf("%s %.4f %.4f", id, c.A, c.B)
}

// correctedBy reads how the probabilities of a named model were corrected.
func correctedBy(model string) linkage.Calibration {
	c := linkage.Uncorrected
	if _, rest, ok := strings.Cut(model, " "); ok {
		if n, err := fmt.Sscanf(rest, "%f %f", &c.A, &c.B); n != 2 || err != nil || c.A <= 0 {
			return linkage.Uncorrected
		}
	}
	return c
}
