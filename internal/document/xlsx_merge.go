package document

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// span is a cell that a sheet shows over several rows: its value is written
// once, at the top, and meant in each.
type span struct{ column, from, to int }

// maxSpans is more than any list made by hand has.
const maxSpans = 200_000

// mergeTag begins the element of a merged area. It stands behind the rows, so
// the part is run through once before they are read; looking for a word costs
// a small part of reading XML.
var mergeTag = []byte("mergeCell ")

// spans finds the areas of a sheet that reach over several rows. Only the first
// column counts: what is drawn across is a heading, not a value of each column.
func (x *xlsx) spans(part string) ([]span, error) {
	f, ok := x.files[part]
	if !ok {
		return nil, errors.New("part is missing: " + part)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rc.Close() }()
	const room = 256 // an element of the kind is shorter
	var out []span
	buf := make([]byte, 0, 64<<10)
	for total := int64(0); ; {
		n, err := io.ReadFull(rc, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if total += int64(n); total > x.lim.Uncompressed {
			return nil, bomb(x.lim)
		}
		end := err != nil
		if end && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, err
		}
		rest := buf
		for {
			at := bytes.Index(rest, mergeTag)
			if at < 0 {
				rest = rest[max(0, len(rest)-len(mergeTag)):]
				break
			}
			if !end && len(rest)-at < room {
				rest = rest[at:]
				break
			}
			rest = rest[at+len(mergeTag):]
			if s, ok := spanOf(rest[:min(room, len(rest))]); ok {
				if out = append(out, s); len(out) > maxSpans {
					return nil, errors.New("too many merged cells")
				}
			}
		}
		if end {
			slices.SortFunc(out, func(a, b span) int { return a.from - b.from })
			return out, nil
		}
		buf = buf[:copy(buf[:cap(buf)], rest)]
	}
}

// spanOf reads the attribute ref="B3:C7" of an element.
func spanOf(element []byte) (span, bool) {
	text, _, _ := strings.Cut(string(element), ">")
	_, text, ok := strings.Cut(text, `ref="`)
	if !ok {
		return span{}, false
	}
	text, _, _ = strings.Cut(text, `"`)
	first, last, ok := strings.Cut(text, ":")
	if !ok {
		return span{}, false
	}
	c, from, ok1 := parseRef(first)
	_, to, ok2 := parseRef(last)
	return span{c, from, to}, ok1 && ok2 && to > from
}

// filler writes the value of a merged area into each row it covers, as the
// sheet shows it. A row that says nothing of its own stays empty.
type filler struct {
	spans []span
	open  []openSpan
}

type openSpan struct {
	span
	cell Cell
}

func (f *filler) fill(row *Row) {
	own := slices.ContainsFunc(row.Cells, func(c Cell) bool { return c.Text != "" })
	f.open = slices.DeleteFunc(f.open, func(o openSpan) bool { return row.Number > o.to })
	for len(f.spans) > 0 && f.spans[0].from <= row.Number {
		s := f.spans[0]
		f.spans = f.spans[1:]
		if s.from == row.Number && s.column <= len(row.Cells) && row.Cells[s.column-1].Text != "" {
			f.open = append(f.open, openSpan{s, row.Cells[s.column-1]})
		}
	}
	if !own {
		return
	}
	for _, o := range f.open {
		if o.from == row.Number {
			continue
		}
		for len(row.Cells) < o.column {
			row.Cells = append(row.Cells, Cell{Ref: Ref(len(row.Cells)+1, row.Number)})
		}
		if c := &row.Cells[o.column-1]; c.Text == "" {
			*c = o.cell
			c.Ref = Ref(o.column, row.Number)
		}
	}
}
