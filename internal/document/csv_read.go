package document

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/jempolkeren/jempol/internal/fault"
)

// sniffed is how much of a file its delimiter is looked for in.
const sniffed = 64 << 10

// openCSV opens a CSV file that is never in memory as a whole: it is run through
// once for its encoding, and again for its rows.
func openCSV(data io.ReaderAt, size int64, lim Limits) (*Book, error) {
	head := make([]byte, min(size, sniffed))
	if _, err := data.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(err)
	}
	if isZip(head) {
		return nil, fault.New(fault.Invalid, "document.file.spreadsheet")
	}
	if key := foreign(data, head, size); key != "" {
		return nil, fault.New(fault.Invalid, key)
	}
	raw := func() io.Reader { return bufio.NewReaderSize(io.NewSectionReader(data, 0, size), sniffed) }
	decode, err := encoding(raw, head)
	if err != nil {
		return nil, err
	}
	seen, err := runThrough(decode(), lim)
	if err != nil {
		return nil, err
	}
	text := decode
	top := strings.ReplaceAll(seen.head, "\r\n", "\n")
	if seen.lines == 0 && seen.returns > 0 {
		text = func() io.Reader { return lineEnds{decode()} }
		top, seen.lines = strings.ReplaceAll(top, "\r", "\n"), seen.returns
	}
	comma, skip := delimiter(top)
	b := &Book{Format: "csv", Sheets: []Sheet{{Name: "CSV"}}, Lines: seen.lines, lim: lim}
	b.read = func(int) iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			r := bufio.NewReaderSize(text(), sniffed)
			first := 1
			if skip {
				first++
				if _, err := r.ReadString('\n'); err != nil {
					return
				}
			}
			csvRows(&quoteWatch{Reader: r, comma: byte(comma), line: first}, comma, lim, yield)
		}
	}
	return b, nil
}

// unreadable says that a file broke off, unless the error says more.
func unreadable(err error) error {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f
	}
	return fault.New(fault.Invalid, "document.file.broken_off").Because(err)
}

// lineEnds turns the line ends of very old programs into ours.
type lineEnds struct{ io.Reader }

func (l lineEnds) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// encoding recognises the encodings that spreadsheets save CSV in.
func encoding(raw func() io.Reader, head []byte) (func() io.Reader, error) {
	through := func(t func() transform.Transformer) func() io.Reader {
		return func() io.Reader { return transform.NewReader(raw(), t()) }
	}
	utf16 := func(e unicode.Endianness, mark unicode.BOMPolicy) func() io.Reader {
		return through(func() transform.Transformer { return unicode.UTF16(e, mark).NewDecoder() })
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16(unicode.LittleEndian, unicode.UseBOM), nil
	case halfNul(head, 1):
		return utf16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case halfNul(head, 0):
		return utf16(unicode.BigEndian, unicode.IgnoreBOM), nil
	}
	plain := raw
	if mark := []byte{0xef, 0xbb, 0xbf}; bytes.HasPrefix(head, mark) {
		plain = func() io.Reader {
			r := raw()
			_, _ = io.ReadFull(r, make([]byte, len(mark)))
			return r
		}
	}
	switch valid, err := validUTF8(plain()); {
	case err != nil:
		return nil, unreadable(err)
	case valid:
		return plain, nil
	}
	return func() io.Reader { return charmap.Windows1252.NewDecoder().Reader(plain()) }, nil
}

// validUTF8 reports whether a text is UTF-8 to its end.
func validUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, sniffed)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		n += kept
		part := buf[:n]
		if err == nil { // a character may go on in the next part
			for back := 1; back < utf8.UTFMax && back <= len(part); back++ {
				if c := part[len(part)-back]; utf8.RuneStart(c) {
					if c >= utf8.RuneSelf && !utf8.FullRune(part[len(part)-back:]) {
						part = part[:len(part)-back]
					}
					break
				}
			}
		}
		if !utf8.Valid(part) {
			return false, nil
		}
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buf, buf[len(part):n])
	}
}

// seen is what running through a text shows.
type seen struct {
	head           string
	lines, returns int
}

func runThrough(r io.Reader, lim Limits) (s seen, err error) {
	buf := make([]byte, sniffed)
	for total := int64(0); ; {
		n, err := io.ReadFull(r, buf)
		part := buf[:n]
		if s.head == "" {
			s.head = string(part)
		}
		if total += int64(n); total > lim.Uncompressed {
			return s, fault.New(fault.TooLarge, "document.file.large").WithArgs(map[string]any{"mb": lim.Uncompressed >> 20})
		}
		if bytes.IndexByte(part, 0) >= 0 {
			return s, fault.New(fault.Invalid, "document.file.unknown")
		}
		s.lines += bytes.Count(part, []byte{'\n'})
		s.returns += bytes.Count(part, []byte{'\r'})
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return s, nil
		}
		if err != nil {
			return s, fault.New(fault.Invalid, "document.csv.encoding").Because(err)
		}
	}
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
// same number of cells; Excel's "sep=;" line is to be skipped.
func delimiter(text string) (comma rune, skip bool) {
	if rest, ok := strings.CutPrefix(text, "sep="); ok && len(rest) > 1 && strings.ContainsAny(rest[:1], ";,\t|") && rest[1] == '\n' {
		return rune(rest[0]), true
	}
	lines := strings.SplitN(text, "\n", 31)
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
	return best, false
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

func csvRows(text io.Reader, comma rune, lim Limits, yield func(Row, error) bool) {
	r := csv.NewReader(text)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = comma, true, -1, true
	number, expected := 0, 1 // the row, and the line on which it would begin
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			var p *csv.ParseError
			if !errors.As(err, &p) {
				yield(Row{}, unreadable(err))
				return
			}
			yield(Row{}, fault.New(fault.Invalid, "document.csv.damaged").WithArgs(map[string]any{"row": number + 1}).Because(shape(err)))
			return
		}
		// The reader skips blank lines, which a spreadsheet counts as rows; a cell
		// of several lines is one row.
		line, _ := r.FieldPos(0)
		number += line - expected + 1
		expected = line + 1
		for _, f := range fields {
			expected += strings.Count(f, "\n")
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
	refs := refsOf(min(len(fields), lim.Columns+1), number)
	for i, f := range fields {
		f = strings.TrimSpace(f)
		ref := ""
		if i <= lim.Columns { // the first that is too far right is named
			ref = refs(i)
		}
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
		cell := textCell(f)
		cell.Ref = ref
		row.Cells = append(row.Cells, cell)
	}
	return row, nil
}

// refsOf names the first n cells of a row; their names share one text.
func refsOf(n, row int) func(i int) string {
	var b strings.Builder
	b.Grow(n * 8)
	ends := make([]int32, n)
	for i := range n {
		writeRef(&b, i+1, row)
		ends[i] = int32(b.Len())
	}
	all := b.String()
	return func(i int) string {
		if i == 0 {
			return all[:ends[0]]
		}
		return all[ends[i-1]:ends[i]]
	}
}
