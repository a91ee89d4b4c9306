package document

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// NoValue is what a sheet shows where a formula has no value.
const NoValue = "#N/A"

// rawCell is a cell as the sheet writes it.
type rawCell struct {
	column  int
	kind    string // the t attribute
	style   int
	value   strings.Builder
	formula bool
	ok      bool // has a value
	open    bool // it has begun and not ended
}

// rows reads a sheet in one pass.
func (x *xlsx) rows(part string, yield func(Row, error) bool) error {
	if err := x.loadTexts(); err != nil {
		return err
	}
	r, c, err := x.open(part)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	merged, err := x.spans(part)
	if err != nil {
		return err
	}
	s, f := sheetReader{x: x}, filler{spans: merged}
	for {
		tok, err := r.next()
		if errors.Is(err, io.EOF) {
			if r.depth != 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			err = s.start(t)
		case xml.CharData:
			if s.inValue {
				s.cell.value.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v", "t":
				s.inValue = false
			case "rPh":
				s.phonetic = false
			case "c":
				err = s.endCell()
			case "row":
				if !s.inRow {
					return errors.New("a row ends that has not begun")
				}
				s.inRow = false
				f.fill(&s.row)
				if !yield(s.row, nil) {
					return nil
				}
			case "sheetData":
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

// sheetReader holds the row and cell being read.
type sheetReader struct {
	x        *xlsx
	row      Row
	inRow    bool
	cell     rawCell
	inValue  bool
	phonetic bool
	data     bool
}

func (s *sheetReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "sheetData":
		s.data = true
	case "row":
		n := s.row.Number + 1
		if v := attr(e, "r"); v != "" {
			given, err := strconv.Atoi(v)
			if err != nil || given < n || given > 1<<20 {
				return errors.New("rows are out of order")
			}
			n = given
		}
		s.row, s.inRow = Row{Number: n}, true
		s.cell = rawCell{}
	case "c":
		return s.startCell(e)
	case "f":
		s.cell.formula = true
	case "rPh":
		s.phonetic = true
	case "v", "t":
		if s.data && !s.phonetic {
			s.inValue, s.cell.ok = true, true
		}
	}
	return nil
}

func (s *sheetReader) startCell(e xml.StartElement) error {
	column := s.cell.column + 1
	if ref := attr(e, "r"); ref != "" {
		given, row, ok := parseRef(ref)
		if !ok || row != s.row.Number || given < column {
			return errors.New("cells are out of order")
		}
		column = given
	}
	s.cell = rawCell{column: column, kind: attr(e, "t"), open: true}
	if n, err := strconv.Atoi(attr(e, "s")); err == nil && n >= 0 && n < len(s.x.styles) {
		s.cell.style = n
	}
	return nil
}

func (s *sheetReader) endCell() error {
	c := &s.cell
	if !c.open {
		return errors.New("a cell ends that has not begun")
	}
	c.open = false
	if c.formula && c.value.Len() == 0 && (c.kind != "str" || !c.ok) {
		// Saved by a program that does not calculate: the result is not there.
		c.kind, c.ok = "e", true
		c.value.WriteString(NoValue)
	}
	if !c.ok || c.value.Len() == 0 {
		return nil
	}
	ref := Ref(c.column, s.row.Number)
	if c.column > s.x.lim.Columns {
		return tooWide(ref, s.x.lim.Columns)
	}
	cell, err := s.x.read(c)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(cell.Text) > s.x.lim.Cell {
		return tooLong(ref, s.x.lim.Cell)
	}
	for len(s.row.Cells) < c.column-1 {
		s.row.Cells = append(s.row.Cells, Cell{Ref: Ref(len(s.row.Cells)+1, s.row.Number)})
	}
	cell.Ref, cell.Formula = ref, c.formula
	s.row.Cells = append(s.row.Cells, cell)
	return nil
}

// read turns what the sheet writes into a cell.
func (x *xlsx) read(c *rawCell) (Cell, error) {
	v := c.value.String()
	switch c.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || n < 0 || n >= x.texts.count() {
			return Cell{}, errors.New("a cell names a text that is not there")
		}
		return textCell(x.texts.at(n)), nil
	case "str", "inlineStr":
		return textCell(v), nil
	case "b":
		return Cell{Text: strconv.FormatBool(isTrue(strings.TrimSpace(v))), Kind: KindBool}, nil
	case "e":
		return Cell{Text: v, Kind: KindError}, nil
	case "d":
		day, clock, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(v), "Z"), "T")
		if clock, _, _ = strings.Cut(clock, "."); strings.Trim(clock, "0:") != "" {
			day += "T" + clock
		}
		return Cell{Text: day, Kind: KindDate}, nil
	}
	style := cellStyle{}
	if c.style < len(x.styles) {
		style = x.styles[c.style]
	}
	return numberCell(strings.TrimSpace(v), style, x.date04), nil
}

// numberCell writes a number in plain digits.
func numberCell(v string, style cellStyle, date04 bool) Cell {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return textCell(v)
	}
	if style.date {
		if d, ok := serialDate(f, date04); ok {
			return Cell{Text: d, Kind: KindDate}
		}
	}
	c := Cell{Kind: KindNumber, Float16: math.Abs(f) >= 1e15}
	switch {
	case strings.Trim(v, "0123456789") == "":
		c.Text = v
	case f == math.Trunc(f) && math.Abs(f) < 1e22:
		c.Text = strconv.FormatFloat(f, 'f', -1, 64)
	default:
		// Fifteen digits are what the spreadsheet shows; more are noise of binary
		// fractions.
		if short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); err == nil {
			f = short
		}
		c.Text = strconv.FormatFloat(f, 'g', -1, 64)
		if math.Abs(f) > 1e-9 && math.Abs(f) < 1e22 {
			c.Text = strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	if style.pad > len(c.Text) && strings.Trim(c.Text, "0123456789") == "" {
		c.Text = strings.Repeat("0", style.pad-len(c.Text)) + c.Text
	}
	return c
}

// sharedTexts are the texts of a workbook, in one piece: a register has a
// million different ones.
type sharedTexts struct {
	all  string
	ends []uint32
}

func (s sharedTexts) count() int { return len(s.ends) }

func (s sharedTexts) at(n int) string {
	from := uint32(0)
	if n > 0 {
		from = s.ends[n-1]
	}
	return s.all[from:s.ends[n]]
}

// loadTexts reads the table of shared texts.
func (x *xlsx) loadTexts() error {
	if x.loaded || x.shared == "" || x.files[x.shared] == nil {
		return nil
	}
	r, c, err := x.open(x.shared)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	texts, b := sharedTexts{}, &strings.Builder{}
	in, phonetic := false, false
	for {
		tok, err := r.next()
		if errors.Is(err, io.EOF) {
			texts.all = b.String()
			x.texts, x.loaded = texts, true
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "rPh":
				phonetic = true
			case "t":
				in = !phonetic
			}
		case xml.CharData:
			if in {
				b.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				in = false
			case "rPh":
				phonetic = false
			case "si":
				if uint64(b.Len()) > math.MaxUint32 {
					return bomb(x.lim)
				}
				texts.ends = append(texts.ends, uint32(b.Len()))
			}
		}
	}
}
