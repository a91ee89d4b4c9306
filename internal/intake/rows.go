package intake

import (
	"encoding/json"

	"github.com/jempolkeren/jempol/internal/casefile"
)

// parkedBody is why an event that cannot be read has no effect.
const parkedBody = "intake.parked.body"

var letterTable = casefile.Table{
	Name: "letter", SubjectColumn: "letter_id",
	Columns: []string{"number", "day", "sender", "agency", "institution", "scan", "area", "reporter", "recorded_at"},
}

var listTable = casefile.Table{
	Name: "list_file", SubjectColumn: "list_id",
	Columns: []string{"digest", "row_count", "agency", "institution", "area", "reporter", "uploaded_at", "letter", "baseline",
		"saved", "known", "left_over", "saved_at", "undone_at", "generation"},
}

// Kinds are the subject kinds of this room beside the case.
func Kinds() []casefile.Kind {
	return []casefile.Kind{
		{Name: casefile.KindLetter, Types: []string{casefile.LetterReceived}, Tables: []casefile.Table{letterTable}, Fold: foldLetter},
		{Name: casefile.KindList, Types: []string{casefile.ListUploaded, casefile.ListSaved, casefile.ListUndone},
			Tables: []casefile.Table{listTable}, Fold: foldList},
	}
}

// foldLetter: a letter is received once, by whom the first word on it says; a
// later one corrects it or brings its scan.
func foldLetter(_ string, events []casefile.Event) casefile.Result {
	var res casefile.Result
	var first *casefile.Event
	for i, e := range events {
		if e.Type != casefile.LetterReceived {
			continue
		}
		var b LetterBody
		if json.Unmarshal(e.Body, &b) != nil {
			res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: parkedBody})
			continue
		}
		if first == nil {
			first = &events[i]
		}
		res.Area = e.Area
		res.Rows = []casefile.Row{{Table: letterTable.Name, Values: []any{
			b.Number, b.Day, b.Sender, b.Agency, "", b.Scan, e.Area, first.Actor, first.OccurredAt}}}
	}
	return res
}

// UploadedBody is the body of list.uploaded. The rows stay beside the ledger
// until they are saved: before that they are paper, not facts.
type UploadedBody struct {
	Digest   string `json:"digest"` // SHA-256 of the file
	Rows     int64  `json:"rows"`
	Agency   string `json:"agency,omitempty"`
	Letter   string `json:"letter,omitempty"`
	Baseline bool   `json:"baseline,omitempty"`
	// Generation counts how often the same file had been undone before: its rows
	// are acts of their own.
	Generation int64 `json:"generation,omitempty"`
}

// SavedBody is the body of list.saved: what became of the rows.
type SavedBody struct {
	Saved int64 `json:"saved"` // new cases
	Known int64 `json:"known"` // had a case already
	Left  int64 `json:"left"`  // to be chosen or wrong
}

func foldList(_ string, events []casefile.Event) casefile.Result {
	var res casefile.Result
	var up UploadedBody
	var saved SavedBody
	var reporter string
	var at, savedAt, undoneAt int64
	there := false
	park := func(e casefile.Event) {
		res.Parked = append(res.Parked, casefile.Parked{EventID: e.ID, Reason: parkedBody})
	}
	for _, e := range events {
		switch e.Type {
		case casefile.ListUploaded:
			var b UploadedBody
			if json.Unmarshal(e.Body, &b) != nil {
				park(e)
				continue
			}
			if !there {
				there, reporter, at, res.Area = true, e.Actor, e.OccurredAt, e.Area
			}
			up = b
		case casefile.ListSaved:
			var b SavedBody
			if json.Unmarshal(e.Body, &b) != nil {
				park(e)
				continue
			}
			saved, savedAt, undoneAt = b, e.OccurredAt, 0
		case casefile.ListUndone:
			undoneAt = e.OccurredAt
		}
	}
	if there {
		baseline := int64(0)
		if up.Baseline {
			baseline = 1
		}
		res.Rows = []casefile.Row{{Table: listTable.Name, Values: []any{
			up.Digest, up.Rows, up.Agency, "", res.Area, reporter, at, up.Letter, baseline,
			saved.Saved, saved.Known, saved.Left, savedAt, undoneAt, up.Generation}}}
	}
	return res
}
