package register

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// fewPeople: among fewer a name says too little of how rare it is.
const fewPeople = 500

// caseIndex is the people of the office's cases, in step with the ledger: most
// in an index that is made seldom, those whose case changed since in one that is
// made anew when somebody asks. Both are weighed among the residents, where the
// register has any. A case takes some 100 bytes.
type caseIndex struct {
	mu      sync.Mutex
	among   string // id of the residents' index
	read    bool
	n       int64 // of the feed, up to where it is in step
	base    *linkage.Index
	changed map[string]linkage.Person // by case; without a name where the case is not one to be found
	fresh   *linkage.Index            // of the changed ones
}

// tooMany is how many changed cases have the whole index made anew: a tenth of
// all, since while a list is saved a thousand change every few seconds.
func (c *caseIndex) tooMany() int { return max(1_000, c.base.Len()/10) }

// casesNow are the indexes that hold the cases at one moment.
type casesNow struct {
	base, fresh *linkage.Index
	changed     map[string]linkage.Person // whose place is in fresh
}

// now gives the cases as they stand.
func (c *caseIndex) now(ctx context.Context, r *Register, scope db.Scope, residents *index) (casesNow, error) {
	among, id := (*linkage.Index)(nil), ""
	if residents != nil && residents.Len() >= fewPeople {
		among, id = residents.Index, residents.id
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	// Whoever asks may go away; what is read serves the next one.
	err := r.db.View(context.WithoutCancel(ctx), func(tx *db.Tx) error { return c.step(tx, r, scope.Office, among, id) })
	if err != nil {
		c.read = false
		return casesNow{}, fault.Wrap("register.candidates", err)
	}
	return casesNow{c.base, c.fresh, c.changed}, nil
}

// parts gives the indexes to a search that leaves out one case.
func (c *casesNow) parts(without string) []linkage.Part {
	return []linkage.Part{
		{Index: c.base, Without: func(id string) bool { _, old := c.changed[id]; return old || id == without }},
		{Index: c.fresh, Without: func(id string) bool { return id == without }},
	}
}

func (c *caseIndex) step(tx *db.Tx, r *Register, office string, among *linkage.Index, id string) error {
	n, err := r.ledger.FeedAt(tx)
	if err != nil || c.read && n == c.n && id == c.among {
		return err
	}
	if !c.read || id != c.among || n-c.n > 4*int64(c.tooMany()) {
		return c.all(tx, office, n, among, id)
	}
	subjects, err := r.ledger.Changed(tx, c.n, n)
	if err != nil {
		return err
	}
	if len(c.changed)+len(subjects) > c.tooMany() {
		return c.all(tx, office, n, among, id)
	}
	changed := make(map[string]linkage.Person, len(c.changed)+len(subjects))
	for id, p := range c.changed {
		changed[id] = p
	}
	for _, s := range subjects { // not all of them cases; the others are found nowhere
		changed[s] = linkage.Person{}
	}
	for len(subjects) > 0 {
		some := subjects[:min(len(subjects), inOnce)]
		subjects = subjects[len(some):]
		if err := eachCase(tx, office, "", some, func(p linkage.Person) { changed[p.ID] = p }); err != nil {
			return err
		}
	}
	b := linkage.NewBuilder()
	for _, p := range changed {
		addNames(b, p)
	}
	if among == nil {
		among = c.base
	}
	c.n, c.changed, c.fresh = n, changed, b.BuildAmong(among)
	return nil
}

// all reads every case.
func (c *caseIndex) all(tx *db.Tx, office string, n int64, among *linkage.Index, id string) error {
	b := linkage.NewBuilder()
	if err := eachCase(tx, office, "", nil, func(p linkage.Person) { addNames(b, p) }); err != nil {
		return err
	}
	c.read, c.n, c.among, c.changed = true, n, id, nil
	c.base = b.BuildAmong(among)
	if among == nil {
		among = c.base
	}
	c.fresh = linkage.NewBuilder().BuildAmong(among)
	return nil
}

// addNames adds a person once by each name: whoever is known by another has not
// left out the first.
func addNames(b *linkage.Builder, p linkage.Person) {
	if p.Name == "" {
		return
	}
	for _, name := range strings.Split(p.Name, " / ") {
		p.Name = name
		b.Add(p)
	}
}

// inOnce is how many cases are read by one statement: one text for all sizes.
const inOnce = 64

// eachCase reads the people of cases: of those that are named, or of all that
// take part in a comparison. Also ended ones do, since who was served once must
// be recognised, but none that was entered by mistake or whose data was erased.
func eachCase(tx *db.Tx, office, more string, ids []string, fn func(linkage.Person)) error {
	query := `SELECT f.case_id, p.name, p.other_names, p.sex, p.birth, p.village, p.mother
		FROM case_file f JOIN case_person p ON p.office_id = f.office_id AND p.case_id = f.case_id
		WHERE f.office_id = $1 AND f.exit <> $2 AND f.erased = 0`
	args := []any{office, string(casefile.ExitWithdrawn)}
	if ids != nil {
		query += ` AND f.case_id IN (` + db.Params(3, inOnce) + `)`
		for i := range inOnce {
			args = append(args, ids[min(i, len(ids)-1)])
		}
	}
	rows, err := tx.Query(query+more, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		var id, name, others, sex, birth, village, mother string
		if err := rows.Scan(&id, &name, &others, &sex, &birth, &village, &mother); err != nil {
			return errors.Join(err, rows.Close())
		}
		p := linkage.Person{ID: id, Name: allNames(name, others), Mother: mother, Sex: sexOf(sex), Birth: birthOf(birth),
			Village: villageOf(village), District: districtOf(village)}
		if strings.TrimSpace(p.Name) != "" {
			fn(p)
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
