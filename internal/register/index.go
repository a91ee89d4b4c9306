package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// pageModel is the kind of the page that holds the model that was learned.
const pageModel = 'm'

// pagesHeld is how many bytes of people an open index holds about at most: a
// kabupaten of 760,000 fits.
const pagesHeld = 112 << 20

// idle is how long an index that nobody asks keeps what it has read.
const idle = 10 * time.Minute

// index is a search index that is open.
type index struct {
	*linkage.Index
	id      string
	model   *linkage.Model
	modelID string
}

// search is what a register keeps open for searching.
type search struct {
	mu    sync.Mutex
	open  *index
	timer *time.Timer
	cases caseIndex
	learned
}

// index gives the search index of the register that is read now; nil where the
// register has nobody or its index is not made yet.
func (r *Register) index(ctx context.Context, scope db.Scope) (*index, error) {
	now, err := r.current(ctx, scope)
	if err != nil {
		return nil, err
	}
	return r.opened(scope, now.id)
}

// current is the search index of an office. stale says that it names people of
// generations that are not read any more: a source was taken out since.
type current struct {
	id    string // "" is none
	stale bool
}

func (r *Register) current(ctx context.Context, scope db.Scope) (c current, err error) {
	rows, err := r.db.Query(ctx, `SELECT x.index_id, x.rules, x.generations, COALESCE(s.generation, 0) FROM register_search x
		LEFT JOIN register_source s ON s.office_id = x.office_id AND s.generation > 0 WHERE x.office_id = $1 ORDER BY s.rank, s.source`, scope.Office)
	if err != nil {
		return c, fault.Wrap("register.candidates", err)
	}
	defer rows.Close()
	var gens []generation
	var of string
	for rows.Next() {
		var rules int64
		var g generation
		if err := rows.Scan(&c.id, &rules, &of, &g.number); err != nil {
			return c, fault.Wrap("register.candidates", err)
		}
		if rules != linkage.RulesVersion {
			c.id = ""
		}
		if g.number > 0 {
			gens = append(gens, g)
		}
	}
	c.stale = c.id != "" && numbersOf(gens) != of
	return c, fault.Wrap("register.candidates", rows.Err())
}

// Among names the edition of the register that people are compared with; it is
// another after each change of the register.
func (r *Register) Among(ctx context.Context, scope db.Scope) (string, error) {
	now, err := r.current(ctx, scope)
	return now.name(), err
}

func (c current) name() string {
	if c.id == "" {
		return "-"
	}
	return c.id
}

func (r *Register) opened(scope db.Scope, id string) (*index, error) {
	r.search.mu.Lock()
	defer r.search.mu.Unlock()
	if id == "" {
		return nil, nil
	}
	if r.search.open == nil || r.search.open.id != id {
		ix, err := r.openIndex(scope.Office, id)
		if err != nil {
			return nil, fault.Wrap("register.candidates", err)
		}
		r.search.open = ix
	}
	if r.search.timer == nil {
		r.search.timer = time.AfterFunc(idle, r.rest)
	}
	r.search.timer.Reset(idle)
	return r.search.open, nil
}

// rest lets go of what nobody asks for.
func (r *Register) rest() {
	r.search.mu.Lock()
	defer r.search.mu.Unlock()
	if r.search.open != nil {
		r.search.open.Forget()
	}
}

// Ready makes the search index of a register that has people and none, or one of
// other rules of spelling. Until it is there NIKs and cases are compared.
func (r *Register) Ready(ctx context.Context, scope db.Scope) error {
	var rules int64
	err := r.db.QueryRow(ctx, `SELECT COALESCE(MAX(rules), 0) FROM register_search WHERE office_id = $1`, scope.Office).Scan(&rules)
	if err != nil || rules == linkage.RulesVersion {
		return fault.Wrap("register.index", err)
	}
	var sources int64
	err = r.db.QueryRow(ctx, `SELECT COUNT(*) FROM register_source WHERE office_id = $1 AND generation > 0`, scope.Office).Scan(&sources)
	if err != nil || sources == 0 {
		return fault.Wrap("register.index", err)
	}
	return r.Reindex(ctx, scope)
}

func (r *Register) openIndex(office, id string) (*index, error) {
	read := func(kind byte, n uint32) ([]byte, error) {
		ctx, done := context.WithTimeout(context.Background(), 20*time.Second)
		defer done()
		var b []byte
		err := r.db.QueryRow(ctx, `SELECT data FROM register_page WHERE office_id = $1 AND index_id = $2 AND kind = $3 AND page_no = $4`,
			office, id, string(kind), int64(n)).Scan(&b)
		return b, err
	}
	b, err := read(pageModel, 0)
	if err != nil {
		return nil, err
	}
	model := linkage.DefaultModel()
	if err := json.Unmarshal(b, model); err != nil {
		return nil, err
	}
	ix, err := linkage.Open(read, pagesHeld)
	if err != nil {
		return nil, err
	}
	return &index{Index: ix, id: id, model: model, modelID: modelID(b)}, nil
}

// modelID names a model by what it holds.
func modelID(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// Reindex makes the search index anew of what is read now.
func (r *Register) Reindex(ctx context.Context, scope db.Scope) error {
	for {
		var gens []generation
		err := r.db.View(ctx, func(tx *db.Tx) (err error) {
			gens, err = active(tx, scope.Office)
			return err
		})
		if err != nil {
			return fault.Wrap("register.index", err)
		}
		made, err := r.makeIndex(ctx, scope, gens, nil)
		if err != nil {
			return err
		}
		err = r.db.Write(ctx, scope.Office, func(tx *db.Tx) error { return made.use(tx) })
		if !fault.Is(err, fault.Conflict) {
			if err == nil {
				err = r.sweepIndexes(ctx, scope.Office)
			}
			return err
		}
	}
}

// madeIndex is an index that lies in pages and is not asked yet.
type madeIndex struct {
	r                       *Register
	office, id, generations string
	people                  int
}

// makeIndex makes an index of some generations, the most trusted first. b may
// have the people of the first already; nil is none.
func (r *Register) makeIndex(ctx context.Context, scope db.Scope, gens []generation, b *linkage.Builder) (*madeIndex, error) {
	from := 0
	if b != nil {
		from = 1
	} else {
		b = linkage.NewBuilder()
	}
	for i := from; i < len(gens); i++ {
		g := gens[i]
		if err := r.eachOf(ctx, scope.Office, g, gens[:i], func(p *Record) { b.Add(p.person()) }); err != nil {
			return nil, fault.Wrap("register.index", err)
		}
	}
	ix := b.Build()
	model, err := r.learn(ctx, scope, ix)
	if err != nil {
		return nil, fault.Wrap("register.index", err)
	}
	return r.writeIndex(ctx, scope, ix, model, gens)
}

// Keep writes an index and lets it be asked, whatever the register holds: what a
// benchmark reads again.
func (r *Register) Keep(ctx context.Context, scope db.Scope, ix *linkage.Index) error {
	made, err := r.writeIndex(ctx, scope, ix, linkage.DefaultModel(), nil)
	if err == nil {
		err = r.db.Write(ctx, scope.Office, made.use)
	}
	return err
}

// Warm reads the whole search index into memory, as a list of many people will
// need it, and says how many people it holds.
func (r *Register) Warm(ctx context.Context, scope db.Scope) (int, error) {
	ix, err := r.index(ctx, scope)
	if err != nil || ix == nil {
		return 0, err
	}
	return ix.Len(), fault.Wrap("register.candidates", ix.LoadAll())
}

// writeIndex writes the pages of an index. Nobody asks it before use.
func (r *Register) writeIndex(ctx context.Context, scope db.Scope, ix *linkage.Index, model *linkage.Model, gens []generation) (*madeIndex, error) {
	made := &madeIndex{r: r, office: scope.Office, id: uuid.Must(uuid.NewV7()).String(), generations: numbersOf(gens), people: ix.Len()}
	w := pageWriter{r: r, made: made}
	put := func(kind byte, n uint32, page []byte) error { return w.put(ctx, kind, n, page) }
	text, err := json.Marshal(model)
	if err == nil {
		err = put(pageModel, 0, text)
	}
	if err == nil {
		err = ix.Store(put)
	}
	if err == nil {
		err = w.flush(ctx)
	}
	return made, fault.Wrap("register.index", err)
}

// numbersOf are the numbers of generations in their order.
func numbersOf(gens []generation) string {
	out := make([]string, len(gens))
	for i, g := range gens {
		out[i] = strconv.FormatInt(g.number, 10)
	}
	return strings.Join(out, " ")
}

// use lets the index be asked, in the transaction in which its generations
// become those that are read. Where others are read by now it is a conflict.
func (m *madeIndex) use(tx *db.Tx) error {
	now, err := active(tx, m.office)
	if err != nil {
		return err
	}
	if numbersOf(now) != m.generations {
		return fault.New(fault.Conflict, "register.overtaken")
	}
	_, err = tx.Exec(`INSERT INTO register_search (office_id, index_id, generations, rules, people, made_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (office_id) DO UPDATE SET index_id = excluded.index_id, generations = excluded.generations, rules = excluded.rules,
		people = excluded.people, made_at = excluded.made_at`, m.office, m.id, m.generations, linkage.RulesVersion, m.people, db.Micros(tx.Now))
	if err == nil && m.r.switched != nil {
		err = m.r.switched(tx, m.office, m.id)
	}
	return err
}

// pageWriter writes pages as the writer lets it.
type pageWriter struct {
	r     *Register
	made  *madeIndex
	rows  [][]any
	bytes int
}

// atOnce is how many bytes of pages one slice writes.
const atOnce = 256 << 10

func (w *pageWriter) put(ctx context.Context, kind byte, n uint32, page []byte) error {
	w.rows = append(w.rows, []any{w.made.office, w.made.id, string(kind), int64(n), page})
	if w.bytes += len(page); w.bytes < atOnce {
		return nil
	}
	return w.flush(ctx)
}

func (w *pageWriter) flush(ctx context.Context) error {
	err := w.r.db.WriteSlice(ctx, w.made.office, func(tx *db.Tx) error {
		return tx.InsertMany("register_page", []string{"office_id", "index_id", "kind", "page_no", "data"}, w.rows)
	})
	w.rows, w.bytes = w.rows[:0], 0
	return err
}

// Drop takes away the search index and all its pages.
func (r *Register) Drop(ctx context.Context, scope db.Scope) error {
	err := r.db.Write(ctx, scope.Office, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM register_search WHERE office_id = $1`, scope.Office); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM register_page WHERE office_id = $1`, scope.Office)
		return err
	})
	return fault.Wrap("register.sweep", err)
}

// sweepIndexes takes away the pages of indexes that are not asked any more, but
// for those that were made in the last minute: somebody may be about to use them
// or still be reading.
func (r *Register) sweepIndexes(ctx context.Context, office string) error {
	dead, err := db.Column[string](r.db.Query(ctx, `SELECT index_id FROM register_page WHERE office_id = $1 AND kind = 'm'
		AND index_id NOT IN (SELECT index_id FROM register_search WHERE office_id = $1) ORDER BY index_id`, office))
	if err != nil {
		return fault.Wrap("register.sweep", err)
	}
	dead = slices.DeleteFunc(dead, func(id string) bool {
		u, err := uuid.Parse(id)
		return err != nil || time.Since(time.Unix(u.Time().UnixTime())) <= time.Minute
	})
	for _, id := range dead {
		for gone := int64(1); gone > 0; {
			err := r.db.WriteSlice(ctx, office, func(tx *db.Tx) error {
				res, err := tx.Exec(`DELETE FROM register_page WHERE office_id = $1 AND index_id = $2 AND (kind, page_no) IN
					(SELECT kind, page_no FROM register_page WHERE office_id = $1 AND index_id = $2 ORDER BY kind DESC, page_no DESC LIMIT 20)`, office, id)
				if err == nil {
					gone, err = res.RowsAffected()
				}
				return err
			})
			if err != nil {
				return fault.Wrap("register.sweep", err)
			}
		}
	}
	return nil
}

// pupils is how many cases an index learns from how people are reported here.
const pupils = 2_000

// learn gives the model under which the reports of the office are most probable.
func (r *Register) learn(ctx context.Context, scope db.Scope, ix *linkage.Index) (*linkage.Model, error) {
	model := linkage.DefaultModel()
	if ix.Len() < fewPeople {
		return model, nil
	}
	var told []linkage.Report
	err := r.db.View(ctx, func(tx *db.Tx) error {
		told = told[:0]
		return eachCase(tx, scope.Office, ` ORDER BY f.case_id DESC LIMIT `+strconv.Itoa(pupils), nil, func(p linkage.Person) {
			told = append(told, linkage.Report{Name: p.Name, Mother: p.Mother, Sex: p.Sex, Birth: p.Birth, Village: p.Village, District: p.District})
		})
	})
	if err != nil || len(told) == 0 {
		return model, err
	}
	slices.Reverse(told)
	return ix.Learn(model, told)
}

// eachOf reads the people of a generation whom none of the more trusted knows.
func (r *Register) eachOf(ctx context.Context, office string, g generation, trusted []generation, fn func(*Record)) error {
	const page = 10_000
	query := `SELECT r.row_no, r.person_id, r.name, r.sex, r.birth, r.birth_place, r.village, r.mother FROM resident_record r
		WHERE r.office_id = $1 AND r.generation = $2 AND r.row_no > $3`
	for _, t := range trusted {
		query += fmt.Sprintf(` AND NOT EXISTS (SELECT 1 FROM register_key k WHERE k.office_id = r.office_id AND k.generation = %d AND k.term = 'i:' || r.person_id)`, t.number)
	}
	query += ` ORDER BY r.row_no LIMIT ` + strconv.Itoa(page)
	for after, n := int64(0), page; n == page; {
		rows, err := r.db.Query(ctx, query, office, g.number, after)
		if err != nil {
			return err
		}
		n = 0
		for rows.Next() {
			var p Record
			if err := rows.Scan(&after, &p.ID, &p.Name, &p.Sex, &p.Birth, &p.BirthPlace, &p.Village, &p.Mother); err != nil {
				return errors.Join(err, rows.Close())
			}
			fn(&p)
			n++
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}
