package bench

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/linkage"
)

// The columns of a register and of reports.
var (
	registerColumns = []string{"id", "name", "sex", "birth_date", "birth_place", "mother", "village", "district", "rt", "rw"}
	reportColumns   = []string{"name", "sex", "birth_date", "birth_year", "birth_place", "mother", "village", "district", "truth"}
)

// Mapping says from which columns of a file each column is made up; several are
// joined with a space. What it does not name has its own name.
type Mapping map[string][]string

// ParseRegisterMapping reads "name=given_name+surname,birth_date=date_of_birth".
func ParseRegisterMapping(s string) (Mapping, error) { return parseMapping(s, registerColumns) }

// ParseReportMapping is ParseRegisterMapping for reports.
func ParseReportMapping(s string) (Mapping, error) { return parseMapping(s, reportColumns) }

func parseMapping(s string, columns []string) (Mapping, error) {
	m := Mapping{}
	if strings.TrimSpace(s) == "" {
		return m, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		to, from, ok := strings.Cut(part, "=")
		to = strings.TrimSpace(to)
		if !ok || !slices.Contains(columns, to) {
			return nil, fmt.Errorf("bench: mapping %q: want COLUMN=THEIRS or COLUMN=THEIRS+THEIRS, where COLUMN is one of %s", part, strings.Join(columns, ", "))
		}
		for f := range strings.SplitSeq(from, "+") {
			if f = strings.TrimSpace(f); f == "" {
				return nil, fmt.Errorf("bench: mapping %q: a column has no name", part)
			}
			m[to] = append(m[to], f)
		}
	}
	return m, nil
}

// Tabled is a report with the id of the person whom it means, if somebody knows.
type Tabled struct {
	linkage.Report
	Truth string
}

// ReadRegister reads a register.
func ReadRegister(path string, m Mapping) ([]linkage.Person, error) {
	var out []linkage.Person
	ids := map[string]bool{}
	err := readFile(path, m, registerColumns, []string{"id", "name"}, func(row *csvRow) error {
		id := row.text("id")
		switch {
		case id == "":
			return row.bad("id", "there is none")
		case ids[id]:
			return row.bad("id", strconv.Quote(id)+" stands in an earlier row too")
		}
		ids[id] = true
		p := linkage.Person{ID: id, Name: row.text("name"), Mother: row.text("mother"), BirthPlace: row.shared("birth_place"),
			Village: row.shared("village"), District: row.shared("district")}
		var err error
		if p.Sex, err = row.sex(); err != nil {
			return err
		}
		if p.Birth, err = row.date("birth_date"); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// ReadReports reads reports.
func ReadReports(path string, m Mapping) ([]Tabled, error) {
	var out []Tabled
	err := readFile(path, m, reportColumns, []string{"name"}, func(row *csvRow) error {
		r := linkage.Report{Name: row.text("name"), Mother: row.text("mother"), BirthPlace: row.shared("birth_place"),
			Village: row.shared("village"), District: row.shared("district")}
		var err error
		if r.Sex, err = row.sex(); err != nil {
			return err
		}
		if r.Birth, err = row.date("birth_date"); err != nil {
			return err
		}
		if year := row.text("birth_year"); r.Birth.Year == 0 && year != "" {
			y, err := strconv.Atoi(year)
			if err != nil || y < 1 || y > 9999 {
				return row.bad("birth_year", strconv.Quote(year)+" is no year")
			}
			r.Birth.Year = int16(y)
		}
		out = append(out, Tabled{r, row.text("truth")})
		return nil
	})
	return out, err
}

// csvRow is one row of a file, read by the names of our columns.
type csvRow struct {
	file   string
	line   int
	fields []string
	at     map[string][]int // where each column stands
	seen   map[string]string
}

// readFile reads a file row by row.
func readFile(path string, m Mapping, columns, needed []string, each func(*csvRow) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	defer func() { _ = f.Close() }()
	return readCSV(f, path, m, columns, needed, each)
}

func readCSV(from io.Reader, path string, m Mapping, columns, needed []string, each func(*csvRow) error) error {
	b := bufio.NewReaderSize(from, 1<<16)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	r := csv.NewReader(b)
	r.ReuseRecord, r.TrimLeadingSpace = true, true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("bench: %s: the file is empty", path)
	}
	if err != nil {
		return fmt.Errorf("bench: %s: %w", path, err)
	}
	row := &csvRow{file: path, at: map[string][]int{}, seen: map[string]string{}}
	for _, column := range columns {
		theirs, mapped := m[column]
		if !mapped {
			theirs = []string{column}
		}
		for _, name := range theirs {
			i := slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
			switch {
			case i >= 0:
				row.at[column] = append(row.at[column], i)
			case mapped || slices.Contains(needed, column):
				return fmt.Errorf("bench: %s: row 1: there is no column %q", path, name)
			}
		}
	}
	for {
		row.fields, err = r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("bench: %s: %w", path, err)
		}
		row.line, _ = r.FieldPos(0)
		if err := each(row); err != nil {
			return err
		}
	}
}

// bad names the place of what is wrong.
func (r *csvRow) bad(column, why string) error {
	return fmt.Errorf("bench: %s: row %d, column %s: %s", r.file, r.line, column, why)
}

// text is a value that keeps nothing else of its row alive.
func (r *csvRow) text(column string) string {
	at := r.at[column]
	switch len(at) {
	case 0:
		return ""
	case 1:
		return strings.Clone(strings.TrimSpace(r.fields[at[0]]))
	}
	var b strings.Builder
	for _, i := range at {
		if s := strings.TrimSpace(r.fields[i]); s != "" {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(s)
		}
	}
	return b.String()
}

// shared is a value that many rows have.
func (r *csvRow) shared(column string) string {
	if at := r.at[column]; len(at) == 1 {
		if s, ok := r.seen[strings.TrimSpace(r.fields[at[0]])]; ok {
			return s
		}
	}
	s := r.text(column)
	r.seen[s] = s
	return s
}

func (r *csvRow) sex() (byte, error) {
	switch s := r.text("sex"); s {
	case "":
		return 0, nil
	case "L", "l", "P", "p":
		return s[0] &^ 0x20, nil
	default:
		return 0, r.bad("sex", strconv.Quote(s)+" is neither L nor P")
	}
}

// date reads 1956-04-09 or 19560409. Of a date that no calendar has, the parts
// that can be are kept: people write such dates, and the year may be right.
func (r *csvRow) date(column string) (linkage.Date, error) {
	s := r.text(column)
	if s == "" {
		return linkage.Date{}, nil
	}
	digits := s
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		digits = s[:4] + s[5:7] + s[8:]
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || len(digits) != 8 {
		return linkage.Date{}, r.bad(column, strconv.Quote(s)+" is no date; write YYYY-MM-DD or YYYYMMDD")
	}
	d := linkage.Date{Year: int16(n / 10000), Month: int8(n / 100 % 100), Day: int8(n % 100)}
	if d.Month > 12 {
		d.Month = 0
	}
	if d.Day > 31 {
		d.Day = 0
	}
	return d, nil
}
