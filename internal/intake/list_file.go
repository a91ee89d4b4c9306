package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
)

type stagedRow struct {
	number int
	cells  string
}

// maxHeld bounds what the rows of one list may take in memory.
const maxHeld = 256 << 20

// listRead is what stands in a file: headings, rows, and where the workbook has
// several sheets with something in them, the one that was read and then the
// others.
type listRead struct {
	columns []column
	rows    []stagedRow
	sheets  []string
}

// readList reads headings and rows of a file from outside.
func (s *Service) readList(ctx context.Context, scope db.Scope, raw []byte, lim document.Limits) (listRead, error) {
	lim.Cell = 32_767 // what Excel takes; a cell that is too long for its field is its row's fault, not the file's
	book, err := document.ReadTable(bytes.NewReader(raw), lim)
	if err != nil {
		return listRead{}, atFile(err)
	}
	sheet, sheets, err := s.chooseSheet(ctx, scope.Office, book)
	if err != nil {
		return listRead{}, atFile(err)
	}
	defer sheet.stop()
	out := listRead{columns: sheet.columns, sheets: sheets}
	held := 0
	for {
		row, err, ok := sheet.row()
		if !ok {
			return out, nil
		}
		if err != nil {
			return listRead{}, atFile(err)
		}
		text, err := cellsOf(row)
		if err != nil {
			return listRead{}, err
		}
		if held += len(text); held > maxHeld {
			return listRead{}, tooMuch("intake.err.list_heavy", maxHeld>>20)
		}
		if len(out.rows) >= maxRows {
			return listRead{}, tooMuch("intake.err.list_long", maxRows)
		}
		out.rows = append(out.rows, stagedRow{row.Number, text})
	}
}

func tooMuch(key string, limit int) error {
	f := fault.New(fault.Invalid, "fault.form")
	f.Fields = []fault.Field{{Name: "berkas", Key: key, Args: map[string]any{"Limit": limit}}}
	return f
}

// cellsOf is a row as it is kept.
func cellsOf(row document.Row) (string, error) {
	cells := make([]cell, 0, len(row.Cells))
	for _, c := range row.Cells {
		cells = append(cells, cell{Text: c.Text, Lost: c.Float16, Broken: c.Kind == document.KindError})
	}
	text, err := json.Marshal(cells)
	return string(text), fault.Wrap("fault.internal", err)
}

// beyond says that a row has something behind the last heading: nobody knows
// what it means, and it must not be lost without a word. Somebody may say that
// it can be left out.
func beyond(columns []column, cells []cell, fixes map[string]string) []Problem {
	if fixes[meansBeyond] != "" {
		return nil
	}
	for i := len(columns); i < len(cells); i++ {
		if cells[i].Text != "" {
			return []Problem{{Means: meansBeyond, Key: "intake.list.p.beyond", Args: map[string]any{"Column": columnLetters(i)}}}
		}
	}
	return nil
}

// columnLetters names a column, from 0, as a spreadsheet does.
func columnLetters(at int) string { return strings.TrimSuffix(document.Ref(at+1, 1), "1") }

// atFile puts what is wrong with a file beside the file's field.
func atFile(err error) error {
	f := fault.As(err)
	if f.Kind != fault.Invalid && f.Kind != fault.TooLarge || len(f.Fields) > 0 {
		return err
	}
	out := fault.New(fault.Invalid, "fault.form")
	out.Fields = []fault.Field{{Name: "berkas", Key: f.Key, Args: f.Args}}
	return out
}
