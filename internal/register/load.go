package register

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// Kinds of source, the most trusted first: what a more trusted source knows of
// a person hides what the others do.
const (
	KindPopulation = "population" // an extract of the civil registry
	KindVillage    = "village"    // the book of a village
	KindSocial     = "social"     // a list of the social office
)

var kinds = []string{KindPopulation, KindVillage, KindSocial}

// Origin says where what is loaded comes from, and by what right.
type Origin struct {
	Source  string // its short name; a later import of the same name replaces the earlier
	Kind    string
	TakenOn string // the day of the extract
	Basis   string // legal basis
	File    string // its name
	Digest  string // SHA-256 of it
}

// Changes is what an import does to its source.
type Changes struct{ Added, Changed, Gone int64 }

// Loading is a generation that is being loaded. Nobody sees it before Finish.
type Loading struct {
	r          *Register
	scope      db.Scope
	id         string // of the import
	origin     Origin
	generation int64
	rows       int64 // loaded
	last       int64 // number of the last row
	ids        *identifier
	hold       hold
	terms      terms
	pace       pace
	// people gathers the search index while rows are loaded, so that they need not
	// be read again; nil where a more trusted source hides some of them.
	people *linkage.Builder
	// written is what became of the slice that is being written while the next one
	// is made ready; nil is none.
	written chan error
	size    int // rows of the next slice
}

// Begin begins a new generation of a source.
func (r *Register) Begin(ctx context.Context, scope db.Scope, from Origin) (*Loading, error) {
	l := &Loading{r: r, scope: scope, id: uuid.Must(uuid.NewV7()).String(), origin: from}
	l.size = l.pace.rows()
	l.hold = hold{office: scope.Office, id: l.id}
	err := r.db.Write(ctx, scope.Office, func(tx *db.Tx) (err error) {
		if l.generation, err = nextGeneration(tx, scope.Office); err != nil {
			return err
		}
		_, err = tx.InsertMissing("register_import", importInsert, [][]any{{scope.Office, l.id, l.generation, from.Source, from.Kind, from.TakenOn,
			from.Basis, from.File, from.Digest, string(StateLoading), 0, 0, 0, 0, 0, 0, 0, 0, scope.Person, db.Micros(tx.Now), 0}})
		return err
	})
	if err == nil {
		err = l.gather(ctx)
	}
	return l, fault.Wrap("register.load", err)
}

// nextGeneration is a number that no import has had.
func nextGeneration(tx *db.Tx, office string) (n int64, err error) {
	err = tx.QueryRow(`SELECT COALESCE(MAX(generation), 0) + 1 FROM register_import WHERE office_id = $1`, office).Scan(&n)
	return n, err
}

// Add loads rows, as the writer lets it: other people's saves go between. The
// last of them may still be on their way when it returns; what became of them is
// said by the next call, or by Finish.
func (l *Loading) Add(ctx context.Context, people []Record) error {
	for len(people) > 0 {
		part := people[:min(len(people), l.size)]
		people = people[len(part):]
		values := make([][]any, len(part))
		for i := range part {
			values[i] = part[i].values(l.scope.Office, l.generation, l.take(&part[i]))
		}
		if err := l.behind(ctx, "resident_record", recordInsert, values); err != nil {
			return err
		}
	}
	return nil
}

// behind writes a slice while the next one is made ready, once the one before it
// is written.
func (l *Loading) behind(ctx context.Context, table string, cols []string, values [][]any) error {
	if err := l.wait(); err != nil {
		return err
	}
	done := make(chan error, 1)
	l.written = done
	go func() { done <- l.slice(ctx, table, cols, values) }()
	return nil
}

// wait says what became of the slice that is being written.
func (l *Loading) wait() error {
	var err error
	if l.written != nil {
		err, l.written = <-l.written, nil
	}
	l.size = l.pace.rows()
	return err
}

// take counts a row, gathers its keys and gives its number.
func (l *Loading) take(p *Record) int64 {
	row := p.row
	if row == 0 {
		row = l.last + 1
	}
	l.rows, l.last = l.rows+1, row
	l.terms.add(p, row)
	if l.people != nil {
		l.people.Add(p.person())
	}
	return row
}

// gather has the search index gathered while rows are loaded, if nobody else is
// trusted more: only then is everybody of them in it.
func (l *Loading) gather(ctx context.Context) error {
	gens, err := l.generations(ctx)
	if err == nil && gens[0].number == l.generation {
		l.people = linkage.NewBuilder()
	}
	return err
}

// goOn goes on with an import where it was cut, and says behind which row of
// its file. Keys are written after all rows, so they are written anew.
func (r *Register) goOn(ctx context.Context, scope db.Scope, i Import, ids *identifier) (l *Loading, after int64, err error) {
	l = &Loading{r: r, scope: scope, id: i.ID, origin: i.Origin, generation: i.Generation, ids: ids}
	l.size = l.pace.rows()
	if l.hold, err = take(ctx, r.db, scope.Office, i.ID); err != nil {
		return nil, 0, err
	}
	if err := l.gather(ctx); err != nil {
		return nil, 0, fault.Wrap("register.load", err)
	}
	if err := r.emptied(ctx, scope.Office, "register_key", "generation", i.Generation, "term", "row_no"); err != nil {
		return nil, 0, err
	}
	const page = 2_000
	for {
		rows, err := r.db.Query(ctx, `SELECT `+recordColumns+`, r.row_no FROM resident_record r WHERE r.office_id = $1 AND r.generation = $2 AND r.row_no > $3
			ORDER BY r.row_no LIMIT $4`, scope.Office, i.Generation, l.last, page)
		if err != nil {
			return nil, 0, fault.Wrap("register.load", err)
		}
		n, err := l.takeBack(rows)
		if err != nil || n < page {
			return l, l.last, err
		}
	}
}

// takeBack counts rows that are there already.
func (l *Loading) takeBack(rows *db.Rows) (n int, err error) {
	defer rows.Close()
	for rows.Next() {
		var p Record
		var row int64
		if err := p.scan(rows.Scan, &row); err != nil {
			return n, fault.Wrap("register.load", err)
		}
		p.row = row
		// Of several with one NIK the ids may be settled already.
		if id := l.ids.id(&p); baseOf(id) != baseOf(p.ID) {
			return n, fault.Wrap("register.load", errors.New("a row that is loaded has another id than its file gives"))
		}
		l.take(&p)
		n++
	}
	return n, fault.Wrap("register.load", rows.Err())
}

// slice writes some rows and learns how many one slice may have.
func (l *Loading) slice(ctx context.Context, table string, cols []string, values [][]any) error {
	err := l.r.db.WriteSlice(ctx, l.scope.Office, func(tx *db.Tx) error {
		began := time.Now()
		defer func() { l.pace.took(len(values), time.Since(began)) }()
		if err := l.hold.held(tx); err != nil {
			return err
		}
		return tx.InsertMany(table, cols, values)
	})
	return fault.Wrap("register.load", err)
}

var keyInsert = []string{"office_id", "generation", "term", "row_no", "digest"}

// Finish writes the keys, compares with what was loaded of the source before,
// and lets the new generation take its place in one step. What it replaced is
// taken away by Sweep.
func (l *Loading) Finish(ctx context.Context) (Changes, error) {
	if err := l.wait(); err != nil {
		return Changes{}, err
	}
	// The rows are asked for by their numbers soon, and a database that has never
	// seen any of them would read them all.
	tuned := make(chan error, 1)
	go func() { tuned <- l.r.db.Tune(ctx) }()
	l.terms.sort()
	if err := <-tuned; err != nil {
		return Changes{}, fault.Wrap("register.load", err)
	}
	if err := l.settleTwins(ctx); err != nil {
		return Changes{}, err
	}
	for i := 1; i < len(l.terms.people); i++ {
		if bytes.Equal(l.terms.ids.bytes(l.terms.people[i].id), l.terms.ids.bytes(l.terms.people[i-1].id)) {
			return Changes{}, fault.Wrap("register.load", errors.New("two rows of one import have the same id"))
		}
	}
	if err := l.writeTerms(ctx); err != nil {
		return Changes{}, err
	}
	if err := l.markTwins(ctx); err != nil {
		return Changes{}, err
	}
	if err := l.r.db.Tune(ctx); err != nil {
		return Changes{}, fault.Wrap("register.load", err)
	}
	l.terms, l.ids = terms{people: l.terms.people, ids: l.terms.ids}, nil // the search index needs the memory
	return l.takeOver(ctx)
}

func (l *Loading) writeTerms(ctx context.Context) error {
	var values [][]any
	var cells []any // of all of them
	office, generation, none := any(l.scope.Office), any(l.generation), any(int64(0))
	for k := range l.terms.all() {
		digest := none
		if k.digest != 0 {
			digest = k.digest
		}
		cells = append(cells, office, generation, k.term, int64(k.row), digest)
		values = append(values, cells[len(cells)-len(keyInsert):len(cells):len(cells)])
		if len(values) < l.size {
			continue
		}
		if err := l.behind(ctx, "register_key", keyInsert, values); err != nil {
			return err
		}
		values, cells = make([][]any, 0, l.size), make([]any, 0, l.size*len(keyInsert))
	}
	if err := l.behind(ctx, "register_key", keyInsert, values); err != nil {
		return err
	}
	return l.wait()
}

// markTwins notes in rows of one NIK that they are several.
func (l *Loading) markTwins(ctx context.Context) error {
	twins := slices.DeleteFunc(slices.Clone(l.terms.doubts), func(d placeRow) bool { return d.first != DoubtTwice })
	for part := range slices.Chunk(twins, leastRows) {
		err := l.r.db.WriteSlice(ctx, l.scope.Office, func(tx *db.Tx) error {
			for _, twin := range part {
				if err := tx.Later(`UPDATE resident_record SET doubt = CASE WHEN doubt = '' THEN '`+DoubtTwice+`' ELSE doubt || ' `+DoubtTwice+`' END
					WHERE office_id = $1 AND generation = $2 AND row_no = $3 AND doubt NOT LIKE '%`+DoubtTwice+`%'`, l.scope.Office, l.generation, int64(twin.row)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fault.Wrap("register.load", err)
		}
	}
	return nil
}

// takeOver makes the generation the one that is read, with a search index of
// it. Where another source was loaded meanwhile the index is made again.
func (l *Loading) takeOver(ctx context.Context) (Changes, error) {
	for try := 1; ; try++ {
		done, err := l.tryTakeOver(ctx)
		if !fault.Is(err, fault.Conflict) || try == 3 {
			return done, err
		}
	}
}

func (l *Loading) tryTakeOver(ctx context.Context) (Changes, error) {
	var before int64
	var done Changes
	office := l.scope.Office
	err := l.r.db.View(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(`SELECT COALESCE(MAX(generation), 0) FROM register_source WHERE office_id = $1 AND source = $2`, office, l.origin.Source).Scan(&before)
	})
	if err == nil {
		done, err = l.compare(ctx, before)
	}
	if err != nil {
		return done, fault.Wrap("register.load", err)
	}
	made, err := l.index(ctx)
	if err != nil {
		return done, err
	}
	err = l.r.db.Write(ctx, office, func(tx *db.Tx) error {
		if err := l.hold.held(tx); err != nil {
			return err
		}
		var now int64
		if err := tx.QueryRow(`SELECT COALESCE(MAX(generation), 0) FROM register_source WHERE office_id = $1 AND source = $2`, office, l.origin.Source).Scan(&now); err != nil {
			return err
		}
		if now != before { // somebody else was faster, and the comparison is with what is no more
			return fault.New(fault.Conflict, "register.overtaken")
		}
		if _, err := tx.Exec(`UPDATE register_import SET state = $3, ended_at = $4 WHERE office_id = $1 AND generation = $2 AND state = $5`,
			office, before, string(StateReplaced), db.Micros(tx.Now), string(StateLoaded)); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE register_import SET state = $3, loaded = $4, row_count = CASE WHEN row_count > $4 THEN row_count ELSE $4 END,
			added = $5, changed = $6, gone = $7, ended_at = $8 WHERE office_id = $1 AND import_id = $2`,
			office, l.id, string(StateLoaded), l.rows, done.Added, done.Changed, done.Gone, db.Micros(tx.Now)); err != nil {
			return err
		}
		if err := l.r.activate(tx, office, l.origin, l.generation); err != nil {
			return err
		}
		return made.use(tx)
	})
	return done, fault.Wrap("register.load", err)
}

// index makes the search index of what will be read.
func (l *Loading) index(ctx context.Context) (*madeIndex, error) {
	gens, err := l.generations(ctx)
	if err != nil {
		return nil, fault.Wrap("register.load", err)
	}
	people := l.people
	if l.people = nil; gens[0].number != l.generation {
		people = nil
	}
	return l.r.makeIndex(ctx, l.scope, gens, people)
}

// generations are those that will be read, the most trusted first.
func (l *Loading) generations(ctx context.Context) ([]generation, error) {
	own := generation{l.origin.Source, rankOf(l.origin.Kind), l.generation}
	gens := []generation{own}
	err := l.r.db.View(ctx, func(tx *db.Tx) error {
		all, err := active(tx, l.scope.Office)
		gens = append([]generation{own}, slices.DeleteFunc(all, func(g generation) bool { return g.source == own.source })...)
		return err
	})
	slices.SortFunc(gens, func(a, b generation) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.source, b.source)) })
	return gens, err
}

// activate names the generation that is read of a source; 0 is none. Its search
// index changes in the same step.
func (r *Register) activate(tx *db.Tx, office string, from Origin, generation int64) error {
	if generation == 0 {
		_, err := tx.Exec(`UPDATE register_source SET generation = 0 WHERE office_id = $1 AND source = $2`, office, from.Source)
		return err
	}
	_, err := tx.Exec(`INSERT INTO register_source (office_id, source, kind, rank, generation) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (office_id, source) DO UPDATE SET kind = excluded.kind, rank = excluded.rank, generation = excluded.generation`,
		office, from.Source, from.Kind, rankOf(from.Kind), generation)
	return err
}

func rankOf(kind string) int64 {
	for i, k := range kinds {
		if k == kind {
			return int64(i + 1)
		}
	}
	return int64(len(kinds) + 1)
}

// compare says what the new generation changes: both are read in the order of
// the people's ids, a page of the old one at a time.
func (l *Loading) compare(ctx context.Context, before int64) (Changes, error) {
	c := Changes{Added: int64(len(l.terms.people))}
	if before == 0 {
		return c, nil
	}
	fresh, id := l.terms.people, func(p personRow) string { return l.terms.ids.get(p.id) }
	const page = 5_000
	for after := "i:"; ; {
		old, err := l.personPage(ctx, before, after, page)
		if err != nil {
			return c, err
		}
		for _, o := range old {
			for len(fresh) > 0 && id(fresh[0]) < o.id {
				fresh = fresh[1:]
			}
			switch {
			case len(fresh) == 0 || id(fresh[0]) != o.id:
				c.Gone++
				continue
			case fresh[0].digest != o.digest:
				c.Changed++
			}
			c.Added--
			fresh = fresh[1:]
		}
		if len(old) < page {
			return c, nil
		}
		after = term(termPerson, old[len(old)-1].id)
	}
}

// formerRow is a person of the generation before.
type formerRow struct {
	id     string
	digest int64
}

// personPage reads people's keys of a generation in the order of their ids.
func (l *Loading) personPage(ctx context.Context, generation int64, after string, page int) ([]formerRow, error) {
	rows, err := l.r.db.Query(ctx, `SELECT term, digest FROM register_key WHERE office_id = $1 AND generation = $2 AND term > $3 AND term < 'j'
		ORDER BY term, row_no LIMIT $4`, l.scope.Office, generation, after, page)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]formerRow, 0, page)
	for rows.Next() {
		var p formerRow
		if err := rows.Scan(&p.id, &p.digest); err != nil {
			return nil, err
		}
		p.id = p.id[2:]
		out = append(out, p)
	}
	return out, rows.Err()
}

// Load loads people as the whole of their sources, at once: what a
// demonstration and a test need.
func (r *Register) Load(ctx context.Context, scope db.Scope, people []Record) (int64, error) {
	bySource, order := map[string][]Record{}, []string(nil)
	for _, p := range people {
		if bySource[p.Source] == nil {
			order = append(order, p.Source)
		}
		bySource[p.Source] = append(bySource[p.Source], p)
	}
	var added int64
	for _, source := range order {
		l, err := r.Begin(ctx, scope, Origin{Source: source, Kind: KindPopulation})
		if err != nil {
			return added, err
		}
		if err := l.Add(ctx, bySource[source]); err != nil {
			return added, err
		}
		c, err := l.Finish(ctx)
		if err != nil {
			return added, err
		}
		added += c.Added
	}
	return added, r.Sweep(ctx, scope)
}
