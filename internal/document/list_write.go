package document

import (
	"bufio"
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/jempolkeren/jempol/internal/fault"
)

// ListColumn is one column of a list that leaves as a file.
type ListColumn struct {
	Title string
	Width float64 // characters; 0 is 16
	// Kind is KindText (the zero value counts as it), KindNumber or KindDate. A
	// NIK, family card or telephone number is text.
	Kind Kind
}

// List is a table on its way out. Dates arrive as 2006-01-02. Where a row is
// wider than the columns, the rest of it stands there as text without heading.
type List struct {
	Name    string // of the sheet
	Columns []ListColumn
	Rows    iter.Seq2[[]string, error]
}

// kind is what a column holds; beyond the last it is text.
func (l List) kind(at int) Kind {
	if at < len(l.Columns) {
		return l.Columns[at].Kind
	}
	return KindText
}

// escapeFormula keeps a spreadsheet from running a cell of a CSV file.
func escapeFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// unescapeFormula undoes escapeFormula and ="..." (how some programs keep
// Excel from reading a NIK as a number).
func unescapeFormula(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@", rune(s[1])) {
		return s[1:]
	}
	if len(s) > 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) {
		return s[2 : len(s)-1]
	}
	return s
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && !strings.ContainsAny(s, "xXpPnN_")
}

// WriteCSV writes a list as CSV: UTF-8 with a mark, semicolons and CRLF, which
// Excel with Indonesian settings opens by a double click.
func WriteCSV(w io.Writer, l List) error {
	buf := bufio.NewWriter(w)
	if _, err := buf.WriteString("\ufeff"); err != nil {
		return fault.Wrap("document.csv.write", err)
	}
	c := csv.NewWriter(buf)
	c.Comma, c.UseCRLF = ';', true
	out := make([]string, len(l.Columns))
	for i, col := range l.Columns {
		out[i] = escapeFormula(col.Title)
	}
	if err := c.Write(out); err != nil {
		return fault.Wrap("document.csv.write", err)
	}
	for row, err := range l.Rows {
		if err != nil {
			return err
		}
		out = append(out[:0], make([]string, max(len(row), len(l.Columns)))...)
		for i, v := range row {
			out[i] = v
			if l.kind(i) != KindNumber || !isNumber(v) {
				out[i] = escapeFormula(v)
			}
		}
		if err := c.Write(out); err != nil {
			return fault.Wrap("document.csv.write", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fault.Wrap("document.csv.write", err)
	}
	return fault.Wrap("document.csv.write", buf.Flush())
}

// WriteXLSX writes a list as an Excel file, row by row: a bold head that stays
// in view, columns wide enough, and text cells that no program reads as a
// number or a formula.
func WriteXLSX(w io.Writer, l List) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := writeSheet(f, l); err != nil {
		return err
	}
	return fault.Wrap("document.xlsx.write", f.Write(w))
}

func writeSheet(f *excelize.File, l List) error {
	const first = "Sheet1"
	name := sheetName(l.Name)
	wrap := func(err error) error { return fault.Wrap("document.xlsx.write", err) }
	if err := f.SetSheetName(first, name); err != nil {
		return wrap(err)
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8ECF3"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	if err != nil {
		return wrap(err)
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // "@": text, also after a person edits the cell
	if err != nil {
		return wrap(err)
	}
	format := "dd-mm-yyyy"
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return wrap(err)
	}
	s, err := f.NewStreamWriter(name)
	if err != nil {
		return wrap(err)
	}
	out := make([]any, len(l.Columns))
	for i, c := range l.Columns {
		width := c.Width
		if width == 0 {
			width = 16
		}
		if err := s.SetColWidth(i+1, i+1, min(width, 255)); err != nil {
			return wrap(err)
		}
		out[i] = excelize.Cell{StyleID: head, Value: c.Title}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return wrap(err)
	}
	if err := s.SetRow("A1", out); err != nil {
		return wrap(err)
	}
	n := 1
	for row, err := range l.Rows {
		if err != nil {
			return err
		}
		n++
		out = append(out[:0], make([]any, max(len(row), len(l.Columns)))...)
		for i, v := range row {
			if v != "" {
				out[i] = excelCell(l.kind(i), v, text, date)
			}
		}
		if err := s.SetRow("A"+strconv.Itoa(n), out); err != nil {
			return wrap(err)
		}
	}
	return wrap(s.Flush())
}

func excelCell(k Kind, v string, text, date int) excelize.Cell {
	switch k {
	case KindNumber:
		if n, err := strconv.ParseFloat(v, 64); err == nil && isNumber(v) {
			return excelize.Cell{Value: n}
		}
	case KindDate:
		// Excel knows no day before 1900-03-01 for certain; such a date stays text.
		if d, err := time.Parse(time.DateOnly, v); err == nil && d.Year() > 1900 {
			return excelize.Cell{StyleID: date, Value: d.Sub(excelEpoch).Hours() / 24}
		}
	case KindEmpty, KindText, KindBool, KindError:
	}
	return excelize.Cell{StyleID: text, Value: v}
}

// sheetName makes a name that Excel takes: at most 31 characters, without the
// characters it reserves.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, printable(s))
	r := []rune(strings.TrimSpace(s))
	if len(r) > 31 {
		r = r[:31]
	}
	if len(r) == 0 {
		return "Daftar"
	}
	return string(r)
}
