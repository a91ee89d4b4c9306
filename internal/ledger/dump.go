package ledger

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Dump writes every row of every table that folds fill, in one order, so that
// two databases that hold the same set of events can be compared byte by byte.
// It holds personal data: it is for tests and for comparing copies, never for
// a log.
func (l *Ledger) Dump(ctx context.Context, w io.Writer) error {
	tables := map[string]*table{}
	for _, k := range l.kinds {
		for name, t := range k.tables {
			tables[name] = t
		}
	}
	tables[parkedTable.Name] = parked
	names := make([]string, 0, len(tables))
	for n := range tables {
		names = append(names, n)
	}
	sort.Strings(names)
	out := bufio.NewWriter(w)
	err := l.d.View(ctx, func(tx *db.Tx) error {
		for _, n := range names {
			if err := l.dumpTable(tx, tables[n], out); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fault.Wrap("fault.ledger.dump", err)
	}
	return fault.Wrap("fault.ledger.dump", out.Flush())
}

func (l *Ledger) dumpTable(tx *db.Tx, t *table, out *bufio.Writer) error {
	order := []string{t.SubjectColumn}
	for _, i := range t.key {
		order = append(order, t.Columns[i])
	}
	rows, err := tx.Query(`SELECT `+strings.Join(t.all[1:], ", ")+` FROM `+t.Name+
		` WHERE office_id = $1 ORDER BY `+strings.Join(order, ", "), l.o.Office)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		subject, values, err := t.scanRow(rows)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s %q", t.Name, subject); err != nil {
			return err
		}
		for i, v := range values {
			if _, err := fmt.Fprintf(out, " %s=%#v", t.Columns[i], v); err != nil {
				return err
			}
		}
		if err := out.WriteByte('\n'); err != nil {
			return err
		}
	}
	return rows.Err()
}
