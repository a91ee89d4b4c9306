package document

import (
	"iter"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Kind says what a cell of a list holds.
type Kind int

// The kinds of cell.
const (
	KindEmpty Kind = iota
	KindText
	KindNumber
	KindDate  // Text is 2006-01-02, 15:04:05, or 2006-01-02T15:04:05
	KindBool  // Text is "true" or "false"
	KindError // Text is what the sheet shows, such as #N/A
)

// Cell is one cell of a list, as text: a NIK is never a number here.
type Cell struct {
	Text string
	Kind Kind
	Ref  string // "D14", as the person sees it in the spreadsheet
	// Formula marks a value that a formula produced when the file was saved.
	Formula bool
	// Float16 marks a number of sixteen digits or more. A spreadsheet keeps
	// fifteen, so the last digits of a NIK or family card number stored this way
	// cannot be trusted.
	Float16 bool
}

// Row is one row of a list. Cells holds one cell a column from A on, so
// Cells[3] is column D; trailing empty cells are left out.
type Row struct {
	Number int // as the person sees it in the spreadsheet
	Cells  []Cell
}

// Limits bound what a file from outside may cost.
type Limits struct {
	Bytes        int64 // of the file
	Uncompressed int64 // of what is inside it
	Rows         int   // that hold anything
	Columns      int
	Cell         int // characters
}

// DefaultLimits admit every list of a kabupaten: its whole population has
// several hundred thousand rows, a list of vulnerable people some thousand.
func DefaultLimits() Limits {
	return Limits{Bytes: 32 << 20, Uncompressed: 256 << 20, Rows: 200_000, Columns: 200, Cell: 4_000}
}

// Sheet names one table of a book.
type Sheet struct {
	Name   string
	Hidden bool
}

// Book is an opened list: a spreadsheet, or a CSV file, which is a book of one
// sheet.
type Book struct {
	Format string // "xlsx" or "csv"
	Sheets []Sheet
	Lines  int // of a CSV file, about as many as its rows; 0 is not known
	lim    Limits
	read   func(sheet int) iter.Seq2[Row, error]
}

// Rows reads the rows of a sheet one after the other; empty rows are left out.
// An empty name is the first sheet that is not hidden. After an error there are
// no more rows.
func (b *Book) Rows(sheet string) iter.Seq2[Row, error] {
	for i, s := range b.Sheets {
		if s.Name == sheet || sheet == "" && !s.Hidden {
			return b.limited(b.read(i))
		}
	}
	return func(yield func(Row, error) bool) {
		yield(Row{}, fault.New(fault.NotFound, "document.table.sheet"))
	}
}

// RowsAt reads the rows of the sheet at a place of Sheets.
func (b *Book) RowsAt(at int) iter.Seq2[Row, error] { return b.limited(b.read(at)) }

// limited stops a table that is too long and drops rows that hold nothing: a
// sheet may have a million styled, empty rows.
func (b *Book) limited(rows iter.Seq2[Row, error]) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		n := 0
		for r, err := range rows {
			if err != nil {
				yield(Row{}, err)
				return
			}
			last := len(r.Cells)
			for last > 0 && r.Cells[last-1].Text == "" {
				last--
			}
			if last == 0 {
				continue
			}
			r.Cells = r.Cells[:last]
			if n++; n > b.lim.Rows {
				yield(Row{}, fault.New(fault.TooLarge, "document.table.rows").WithArgs(map[string]any{"limit": b.lim.Rows}))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Ref names a cell as a spreadsheet does: row and column count from 1.
func Ref(column, row int) string {
	var b strings.Builder
	writeRef(&b, column, row)
	return b.String()
}

func writeRef(b *strings.Builder, column, row int) {
	var name [16]byte
	at := len(name)
	for c := column; c > 0; c = (c - 1) / 26 {
		at--
		name[at] = byte('A' + (c-1)%26)
	}
	b.Write(name[at:])
	b.Write(strconv.AppendInt(name[:0], int64(row), 10))
}

// parseRef reads "D14"; ok is false for anything else or beyond the sheet.
func parseRef(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if column = column*26 + int(ref[i]-'A') + 1; column > 16384 {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(ref[i:])
	return column, row, err == nil && column > 0 && row > 0 && row <= 1<<20
}

func tooWide(ref string, limit int) error {
	return fault.New(fault.TooLarge, "document.table.columns").WithArgs(map[string]any{"cell": ref, "limit": limit})
}

func tooLong(ref string, limit int) error {
	return fault.New(fault.TooLarge, "document.table.cell").WithArgs(map[string]any{"cell": ref, "limit": limit})
}
