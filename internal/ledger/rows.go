package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
)

// table is a table that folds fill, with its statements.
type table struct {
	casefile.Table
	key    []int // columns that make the key, in the order of Columns
	kindAt int   // the column subject_kind of a table that several kinds share, or -1
	all    []string
	unique []string // the key with the office and the subject
	remove string
}

// parkedTable is filled by the ledger for every kind.
var parkedTable = casefile.Table{
	Name: "parked", SubjectColumn: "subject_id",
	Key:     []string{"subject_kind", "event_id"},
	Columns: []string{"subject_kind", "event_id", "reason"},
}

var parked = mustTable(parkedTable)

func mustTable(t casefile.Table) *table {
	ct, err := newTable(t)
	if err != nil {
		panic(err)
	}
	return ct
}

func newTable(t casefile.Table) (*table, error) {
	ct := &table{Table: t, kindAt: slices.Index(t.Columns, "subject_kind")}
	for _, k := range t.Key {
		if !slices.Contains(t.Columns, k) {
			return nil, fmt.Errorf("table %s: the key column %s is not among its columns", t.Name, k)
		}
	}
	for i, c := range t.Columns {
		if i == ct.kindAt || slices.Contains(t.Key, c) {
			ct.key = append(ct.key, i)
		}
	}
	ct.all = append([]string{"office_id", t.SubjectColumn}, t.Columns...)
	ct.unique = []string{"office_id", t.SubjectColumn}
	for _, i := range ct.key {
		ct.unique = append(ct.unique, t.Columns[i])
	}
	where := make([]string, len(ct.unique))
	for i, c := range ct.unique {
		where[i] = fmt.Sprintf("%s = $%d", c, i+1)
	}
	ct.remove = fmt.Sprintf("DELETE FROM %s WHERE %s", t.Name, strings.Join(where, " AND "))
	return ct, nil
}

// rowset holds rows by table and key.
type rowset map[string]row

type row struct {
	table  *table
	values []any
}

func rowKey(t *table, values []any) string {
	var b strings.Builder
	b.WriteString(t.Name)
	for _, i := range t.key {
		b.WriteByte(0)
		switch v := values[i].(type) {
		case string:
			b.WriteString(v)
		default:
			fmt.Fprintf(&b, "%T %v", v, v)
		}
	}
	return b.String()
}

var errRow = errors.New("a row that is not of its table")

func (rs rowset) add(k *kind, rows []casefile.Row) error {
	for _, r := range rows {
		t := k.tables[r.Table]
		if t == nil || t == parked || len(r.Values) != len(t.Columns) {
			return fmt.Errorf("%w: %s with %d values", errRow, r.Table, len(r.Values))
		}
		values := r.Values
		for i, v := range values {
			switch w := v.(type) {
			case string:
				if !plainText(w) {
					return fmt.Errorf("%w: %s.%s holds no plain text", errRow, r.Table, t.Columns[i])
				}
			case int64, []byte, nil:
			case int:
				if &values[0] == &r.Values[0] {
					values = slices.Clone(values)
				}
				values[i] = int64(w)
			default:
				return fmt.Errorf("%w: %s.%s is a %T", errRow, r.Table, t.Columns[i], v)
			}
		}
		if t.kindAt >= 0 && values[t.kindAt] != k.Name {
			return fmt.Errorf("%w: %s of another kind", errRow, r.Table)
		}
		key := rowKey(t, values)
		if _, twice := rs[key]; twice {
			return fmt.Errorf("%w: %s twice under one key", errRow, r.Table)
		}
		rs[key] = row{t, values}
	}
	return nil
}

// park keeps the first reason that is given for an event.
func (rs rowset) park(kind string, p casefile.Parked) {
	values := []any{kind, p.EventID, p.Reason}
	key := rowKey(parked, values)
	if _, there := rs[key]; !there {
		rs[key] = row{parked, values}
	}
}

// parkedAs says why an event is parked.
func (rs rowset) parkedAs(kind, eventID string) (reason string, ok bool) {
	r, ok := rs[rowKey(parked, []any{kind, eventID, ""})]
	if !ok {
		return "", false
	}
	return r.values[2].(string), true
}

func (rs rowset) keys() []string {
	out := make([]string, 0, len(rs))
	for k := range rs {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func sameValue(a, b any) bool {
	x, ok := a.([]byte)
	if !ok {
		_, other := b.([]byte)
		return !other && a == b
	}
	y, ok := b.([]byte)
	return ok && bytes.Equal(x, y)
}

func sameRow(a, b []any) bool {
	for i := range a {
		if !sameValue(a[i], b[i]) {
			return false
		}
	}
	return true
}

// writes collects the differences of many subjects, so that rows of one table
// go in together.
type writes struct {
	office  string
	rows    map[*table][][]any // new and changed
	order   []*table
	removed []removal
}

type removal struct {
	text string
	args []any
}

// diff notes what makes the rows of a subject out of the old ones. In most
// refolds nothing does, so only what differs is put in order.
func (w *writes) diff(subject string, old, now rowset) {
	var gone, changed []string
	for key := range old {
		if _, stays := now[key]; !stays {
			gone = append(gone, key)
		}
	}
	for key, r := range now {
		if o, there := old[key]; !there || !sameRow(o.values, r.values) {
			changed = append(changed, key)
		}
	}
	slices.Sort(gone)
	slices.Sort(changed)
	for _, key := range gone {
		r := old[key]
		w.removed = append(w.removed, removal{r.table.remove, r.where(w.office, subject)})
	}
	for _, key := range changed {
		r := now[key]
		if w.rows[r.table] == nil {
			w.order = append(w.order, r.table)
		}
		full := append(make([]any, 0, 2+len(r.values)), w.office, subject)
		w.rows[r.table] = append(w.rows[r.table], append(full, r.values...))
	}
}

func (r row) where(office, subject string) []any {
	args := []any{office, subject}
	for _, i := range r.table.key {
		args = append(args, r.values[i])
	}
	return args
}

// write changes the tables. What was damaged behind the ledger's back is
// mended where a write meets it: a missing row is inserted, a foreign one
// overwritten.
func (w *writes) write(tx *db.Tx) error {
	for _, r := range w.removed {
		if err := tx.Later(r.text, r.args...); err != nil {
			return err
		}
	}
	for _, t := range w.order {
		if err := tx.InsertOver(t.Name, t.unique, t.all, w.rows[t]); err != nil {
			return err
		}
	}
	return nil
}
