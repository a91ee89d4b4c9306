package intake

import (
	"context"
	"iter"
	"strings"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
)

// What a sheet of a workbook looks like.
type likeness int

const (
	likeNothing likeness = iota // no row in it can be headings
	likeUnknown                 // words over figures, none of them known
	likeList                    // headings that are known
)

// openSheet is a sheet whose first rows are read.
type openSheet struct {
	document.Sheet
	like    likeness
	columns []column
	below   []document.Row // the first rows below the headings
	next    func() (document.Row, error, bool)
	stop    func()
}

// row is the next row below the headings.
func (o *openSheet) row() (document.Row, error, bool) {
	if len(o.below) > 0 {
		row := o.below[0]
		o.below = o.below[1:]
		return row, nil, true
	}
	return o.next()
}

// openAt reads the first rows of a sheet; nil is one in which nothing stands.
// bare says that headings are all that it holds.
func (s *Service) openAt(ctx context.Context, office string, book *document.Book, at int) (sheet *openSheet, bare bool, err error) {
	next, stop := iter.Pull2(book.RowsAt(at))
	o := &openSheet{Sheet: book.Sheets[at], next: next, stop: stop}
	defer func() {
		if sheet == nil {
			stop()
		}
	}()
	for len(o.below) < headerWithin {
		row, err, ok := next()
		if !ok {
			break
		}
		if err != nil {
			return nil, false, err
		}
		o.below = append(o.below, row)
	}
	if len(o.below) == 0 {
		return nil, false, nil
	}
	head, err := s.headed(ctx, office, o.below)
	if err != nil || head.at < 0 {
		return o, false, err
	}
	o.like, o.columns, o.below = head.like, head.columns, o.below[head.at+1:]
	if len(o.below) == 0 {
		row, err, ok := next()
		if err != nil || !ok {
			return nil, err == nil, err
		}
		o.below = []document.Row{row}
	}
	return o, false, nil
}

// sheetsNamed is how many sheets an answer names.
const sheetsNamed = 8

// chooseSheet finds the one sheet of a workbook that is a list. Several are
// refused: reading one of them would lose the people of the others without a
// word. names are that sheet and then those with rows that are no list.
func (s *Service) chooseSheet(ctx context.Context, office string, book *document.Book) (best *openSheet, names []string, err error) {
	defer func() {
		if err != nil && best != nil {
			best.stop()
			best = nil
		}
	}()
	bare := false
	var left []string
	var lists []document.Sheet
	for i, sh := range book.Sheets {
		o, only, err := s.openAt(ctx, office, book, i)
		switch bare = bare || only; {
		case err != nil && sh.Hidden && fault.As(err).Kind != fault.Internal: // lists to choose from are kept in hidden sheets, however wide
			left = append(left, sh.Name)
			continue
		case err != nil:
			return best, nil, err
		case o == nil:
			continue
		case o.like != likeNothing && (best == nil || o.like > best.like):
			if best != nil {
				best.stop()
			}
			for _, other := range lists {
				left = append(left, other.Name)
			}
			best, lists = o, []document.Sheet{sh}
			continue
		case best != nil && o.like == best.like:
			lists = append(lists, sh)
		default:
			left = append(left, sh.Name)
		}
		o.stop()
	}
	switch {
	case best == nil && bare:
		return nil, nil, fault.At("berkas", "intake.err.list_empty")
	case best == nil:
		return nil, nil, fault.At("berkas", "intake.err.list_headings")
	case len(lists) > 1:
		return best, nil, severalLists(lists)
	case len(left) > 0:
		names = append([]string{best.Name}, left[:min(len(left), sheetsNamed)]...)
	}
	return best, names, nil
}

// severalLists names the sheets that look like lists; one that nobody sees is
// said to be hidden.
func severalLists(lists []document.Sheet) error {
	var all, hidden []string
	for _, sh := range lists {
		all = append(all, sh.Name)
		if sh.Hidden {
			hidden = append(hidden, sh.Name)
		}
	}
	key, args := "intake.err.list_sheets", map[string]any{"Count": len(all), "Sheets": quoted(all)}
	if len(hidden) > 0 {
		key, args["Hidden"] = "intake.err.list_sheets_hidden", quoted(hidden)
	}
	f := fault.New(fault.Invalid, "fault.form")
	f.Fields = []fault.Field{{Name: "berkas", Key: key, Args: args}}
	return f
}

// quoted writes names of sheets, not more than an answer has room for.
func quoted(names []string) string {
	var b strings.Builder
	for i, n := range names {
		if i == sheetsNamed {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("“" + clip(n, maxLine) + "”")
	}
	return b.String()
}

// sheetsOf reads which sheet of a workbook a list is, and the others that had
// rows.
func (s *Service) sheetsOf(ctx context.Context, office, id string) ([]string, error) {
	rows, err := s.DB.Query(ctx, `SELECT title FROM list_column WHERE office_id = $1 AND list_id = $2 AND position <= $3 ORDER BY position DESC`, office, id, sheetColumn)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		out = append(out, name)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}
