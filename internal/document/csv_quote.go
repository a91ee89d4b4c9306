package document

import (
	"errors"
	"io"

	"github.com/jempolkeren/jempol/internal/fault"
)

// quoteWatch lets a CSV text through and stops where a quote was never closed:
// the reader behind it would take all lines up to the next quote, or to the
// end, for one cell, and the people in them with it.
type quoteWatch struct {
	io.Reader
	comma byte
	line  int // of the text, from 1

	inside  bool // in a cell that began with a quote
	plain   bool // in one that did not
	closing bool // a quote may close it
	opened  int  // the line on which it began
	over    bool // it goes over several lines
	lone    bool // there was a quote in it that closed nothing
}

func (w *quoteWatch) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	for _, c := range p[:n] {
		if !w.step(c) {
			return n, w.fault()
		}
	}
	if errors.Is(err, io.EOF) && w.inside && (!w.closing || w.over && w.lone) {
		return n, w.fault()
	}
	return n, err
}

func (w *quoteWatch) fault() error {
	return fault.New(fault.Invalid, "document.csv.quote").WithArgs(map[string]any{"line": w.opened})
}

// step takes one character, as the CSV reader takes it; false is a cell that
// cannot have been meant.
func (w *quoteWatch) step(c byte) bool {
	if c == '\n' {
		w.line++
	}
	switch {
	case w.inside && w.closing && c == '"', w.inside && !w.closing && c != '"' && c != '\n':
		w.closing = false
	case w.inside && !w.closing:
		w.closing = c == '"'
		w.over = w.over || c == '\n'
	case w.inside && (c == w.comma || c == '\n' || c == '\r'):
		if w.over && w.lone {
			return false
		}
		w.inside, w.plain = false, c == '\r'
	case w.inside:
		w.closing, w.lone = false, true
	case c == w.comma || c == '\n':
		w.plain = false
	case c == '"' && !w.plain:
		w.inside, w.closing, w.over, w.lone, w.opened = true, false, false, false, w.line
	default:
		w.plain = true
	}
	return true
}
