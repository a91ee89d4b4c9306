package document

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/jempolkeren/jempol/internal/fault"
)

func openCSV(data []byte, lim Limits) (*Book, error) {
	if isZip(data) {
		return nil, fault.New(fault.Invalid, "document.file.spreadsheet")
	}
	if key := foreign(data); key != "" {
		return nil, fault.New(fault.Invalid, key)
	}
	text, err := decodeText(data, lim)
	if err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	comma, text := delimiter(text)
	b := &Book{Format: "csv", Sheets: []Sheet{{Name: "CSV"}}, lim: lim}
	b.read = func(int) iter.Seq2[Row, error] { return csvRows(text, comma, lim) }
	return b, nil
}

// decodeText recognises the encodings that spreadsheets save CSV in.
func decodeText(data []byte, lim Limits) (string, error) {
	var err error
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	case halfNul(data, 1):
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	case halfNul(data, 0):
		data, err = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	}
	if err == nil && !utf8.Valid(data) {
		data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	}
	if err != nil {
		return "", fault.New(fault.Invalid, "document.csv.encoding").Because(err)
	}
	if int64(len(data)) > lim.Uncompressed {
		return "", fault.New(fault.TooLarge, "document.file.large").WithArgs(map[string]any{"mb": lim.Uncompressed >> 20})
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", fault.New(fault.Invalid, "document.file.unknown")
	}
	return string(data), nil
}

// halfNul reports whether nearly every second byte from the offset is zero: the
// sign of Latin text in UTF-16 without a mark.
func halfNul(data []byte, offset int) bool {
	head := data[:min(len(data), 512)]
	nul, n := 0, 0
	for i := offset; i < len(head); i += 2 {
		n++
		if head[i] == 0 {
			nul++
		}
	}
	return n > 3 && nul*10 >= n*9
}

// delimiter chooses the delimiter that splits most of the first lines into the
// same number of cells, and takes Excel's "sep=;" line off.
func delimiter(text string) (rune, string) {
	if rest, ok := strings.CutPrefix(text, "sep="); ok && len(rest) > 1 && strings.ContainsAny(rest[:1], ";,\t|") && rest[1] == '\n' {
		return rune(rest[0]), rest[2:]
	}
	lines := strings.SplitN(text[:min(len(text), 64<<10)], "\n", 31)
	best, bestScore := ',', 0
	for _, d := range []rune{';', ',', '\t', '|'} {
		seen := map[int]int{}
		for _, l := range lines[:min(len(lines), 30)] {
			if n := countOutside(l, d); n > 0 {
				seen[n]++
			}
		}
		score := 0
		for n, times := range seen {
			score = max(score, times*1000+min(n, 999))
		}
		if score > bestScore {
			best, bestScore = d, score
		}
	}
	return best, text
}

func countOutside(line string, d rune) int {
	n, quoted := 0, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == d && !quoted:
			n++
		}
	}
	return n
}

func csvRows(text string, comma rune, lim Limits) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
		number, offset := 0, int64(0)
		for {
			fields, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			// The reader skips blank lines, which a spreadsheet counts as rows.
			next := r.InputOffset()
			part := text[offset:next]
			number += len(part) - len(strings.TrimLeft(part, "\n")) + 1
			offset = next
			if err != nil {
				yield(Row{}, fault.New(fault.Invalid, "document.csv.damaged").WithArgs(map[string]any{"row": number}).Because(shape(err)))
				return
			}
			row, err := csvRow(fields, number, lim)
			if err != nil {
				yield(Row{}, err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// shape keeps the kind of a parse error and drops everything else, so that
// nothing of the file's content can reach a log.
func shape(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func csvRow(fields []string, number int, lim Limits) (Row, error) {
	row := Row{Number: number, Cells: make([]Cell, 0, min(len(fields), lim.Columns))}
	for i, f := range fields {
		f = strings.TrimSpace(f)
		ref := Ref(i+1, number)
		if f == "" {
			if i < lim.Columns {
				row.Cells = append(row.Cells, Cell{Ref: ref})
			}
			continue
		}
		if i >= lim.Columns {
			return Row{}, tooWide(ref, lim.Columns)
		}
		if utf8.RuneCountInString(f) > lim.Cell {
			return Row{}, tooLong(ref, lim.Cell)
		}
		f = unescapeFormula(f)
		row.Cells = append(row.Cells, Cell{Text: f, Kind: KindText, Ref: ref, Float16: exponent.MatchString(f)})
	}
	return row, nil
}

// exponent is how a spreadsheet writes a sixteen digit number into a CSV file.
var exponent = regexp.MustCompile(`^\d([.,]\d+)?[eE]\+?1[0-9]$`)
