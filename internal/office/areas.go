package office

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// Areas is the sort of entry that holds what newer lists of areas changed.
const Areas = "areas"

// areasID is its only subject.
const areasID = "daftar-wilayah"

// How an area differs from the list before.
const (
	AreaNew     = "new"
	AreaRenamed = "renamed"
	AreaGone    = "gone"
)

// AreaChange is one difference of a newer list.
type AreaChange struct {
	Code   string `json:"code"`
	Change string `json:"change"`
	Name   string `json:"name,omitempty"`
	Old    string `json:"old,omitempty"`  // its name before
	From   string `json:"from,omitempty"` // new: the code it had, or what it was split from
}

// Listed is one line of a list of areas.
type Listed struct {
	Code string `json:"c"`
	Name string `json:"n"`
	From string `json:"f,omitempty"`
}

// Comparison is what a newer list changes.
type Comparison struct {
	Changes []AreaChange
	Same    int
}

func (c Comparison) count(change string) (n int) {
	for _, a := range c.Changes {
		if a.Change == change {
			n++
		}
	}
	return n
}

const (
	maxListed   = 3000
	maxAreaName = 60
	// A list in which more is missing is another kabupaten's, or only a part.
	mostGone = 30 // percent
)

// readAreas reads a list of areas: a column with the code, one with the name,
// and where a village was split one with where it came from.
func readAreas(file []byte, district region.Code) ([]Listed, error) {
	lim := document.DefaultLimits()
	lim.Bytes, lim.Rows = maxAreaFile, 2*maxListed
	book, err := document.ReadTable(bytes.NewReader(file), lim)
	if err != nil {
		f := fault.As(err)
		return nil, wrong("berkas", f.Key, f.Args)
	}
	refuse := func(key string, row int, args map[string]any) error {
		a := map[string]any{"Row": row}
		for k, v := range args {
			a[k] = v
		}
		return wrong("berkas", key, a)
	}
	code, name, from := -1, -1, -1
	var out []Listed
	seen := map[string]int{}
	for row, err := range book.Rows("") {
		if err != nil {
			f := fault.As(err)
			return nil, wrong("berkas", f.Key, f.Args)
		}
		if code < 0 {
			for i, c := range row.Cells {
				switch strings.ToLower(strings.TrimSpace(c.Text)) {
				case "kode", "code", "kode wilayah":
					code = i
				case "nama", "name", "nama wilayah":
					name = i
				case "asal", "from", "kode lama":
					from = i
				}
			}
			if code < 0 || name < 0 {
				return nil, fault.At("berkas", "fault.office.areas.head")
			}
			continue
		}
		cell := func(i int) string {
			if i < 0 || i >= len(row.Cells) {
				return ""
			}
			return strings.Join(strings.Fields(row.Cells[i].Text), " ")
		}
		c, err := region.Parse(cell(code))
		if err != nil {
			return nil, refuse("fault.office.areas.code", row.Number, map[string]any{"Code": clip(cell(code))})
		}
		if !district.Contains(c) || c.Level() < region.Kecamatan {
			continue // the list of a province holds its neighbours too
		}
		l := Listed{Code: string(c), Name: cell(name)}
		if n := utf8.RuneCountInString(l.Name); n < 2 || n > maxAreaName {
			return nil, refuse("fault.office.areas.name", row.Number, map[string]any{"Code": l.Code})
		}
		if before, twice := seen[l.Code]; twice {
			return nil, refuse("fault.office.areas.twice", row.Number, map[string]any{"Code": l.Code, "Before": before})
		}
		seen[l.Code] = row.Number
		if text := cell(from); text != "" {
			f, err := region.Parse(text)
			if _, known := region.Get(f); err != nil || !known {
				return nil, refuse("fault.office.areas.from", row.Number, map[string]any{"Code": clip(text)})
			}
			l.From = string(f)
		}
		if out = append(out, l); len(out) > maxListed {
			return nil, wrong("berkas", "fault.office.areas.many", map[string]any{"Most": maxListed})
		}
	}
	return out, checkListed(out, district)
}

// clip keeps a stranger's text short enough for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// checkListed holds the list against the own kabupaten as a whole.
func checkListed(list []Listed, district region.Code) error {
	if len(list) == 0 {
		return wrong("berkas", "fault.office.areas.none", map[string]any{"District": region.Label(district)})
	}
	kecamatan := map[region.Code]bool{}
	for _, l := range list {
		if c := region.Code(l.Code); c.Level() == region.Kecamatan {
			kecamatan[c] = true
		}
	}
	for _, l := range list {
		c := region.Code(l.Code)
		if c.Level() == region.Village && !kecamatan[c.Parent()] {
			return wrong("berkas", "fault.office.areas.parent", map[string]any{"Code": l.Code, "Parent": string(c.Parent())})
		}
	}
	known := 0
	for _, k := range region.Children(district) {
		known += 1 + len(region.Villages(k.Code))
	}
	if c := compareAreas(list, district); known > 0 && c.count(AreaGone)*100 > known*mostGone {
		return wrong("berkas", "fault.office.areas.incomplete", map[string]any{"Gone": c.count(AreaGone), "Known": known})
	}
	return nil
}

// compareAreas sets a list beside the areas in force. A village that is gone and
// one that is new under the same name in another kecamatan are one that was
// given another code.
func compareAreas(list []Listed, district region.Code) Comparison {
	var out Comparison
	listed := map[string]bool{}
	for _, l := range list {
		listed[l.Code] = true
	}
	gone := map[string][]string{}
	for _, k := range region.Children(district) {
		for _, a := range append([]region.Area{k}, region.Villages(k.Code)...) {
			if !listed[string(a.Code)] {
				out.Changes = append(out.Changes, AreaChange{Code: string(a.Code), Change: AreaGone, Name: a.Name, Old: a.Name})
				key := sameName(a.Code, a.Name)
				gone[key] = append(gone[key], string(a.Code))
			}
		}
	}
	for _, l := range list {
		a, ok := region.Get(region.Code(l.Code))
		switch {
		case !ok || region.Gone(a.Code):
			c := AreaChange{Code: l.Code, Change: AreaNew, Name: l.Name, From: l.From}
			if was := gone[sameName(region.Code(l.Code), l.Name)]; c.From == "" && len(was) == 1 {
				c.From = was[0]
			}
			out.Changes = append(out.Changes, c)
		case a.Name != l.Name:
			out.Changes = append(out.Changes, AreaChange{Code: l.Code, Change: AreaRenamed, Name: l.Name, Old: a.Name, From: l.From})
		default:
			out.Same++
		}
	}
	rank := map[string]int{AreaNew: 0, AreaRenamed: 1, AreaGone: 2}
	slices.SortFunc(out.Changes, func(a, b AreaChange) int {
		return cmp.Or(cmp.Compare(rank[a.Change], rank[b.Change]), cmp.Compare(a.Code, b.Code))
	})
	return out
}

func sameName(c region.Code, name string) string {
	return strconv.Itoa(int(c.Level())) + strings.Join(strings.Fields(strings.ToLower(name)), "")
}

// SaveAreas makes a newer list the one in force: one act. The list is compared
// anew, so that what was changed meanwhile is not undone unseen. edition is what the
// list is called.
func (s *Service) SaveAreas(ctx context.Context, op ledger.Op, edition string, list []Listed) (Comparison, error) {
	if err := authority.Allowed("page.admin", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return Comparison{}, err
	}
	if len(list) > maxListed {
		return Comparison{}, wrong("berkas", "fault.office.areas.many", map[string]any{"Most": maxListed})
	}
	for _, l := range list {
		c := region.Code(l.Code)
		n := utf8.RuneCountInString(l.Name)
		if !s.d.District.Contains(c) || c.Level() < region.Kecamatan || n < 2 || n > maxAreaName || l.From != "" && !region.Code(l.From).Valid() {
			return Comparison{}, fault.At("berkas", "fault.office.areas.head")
		}
	}
	if err := checkListed(list, s.d.District); err != nil {
		return Comparison{}, err
	}
	c := compareAreas(list, s.d.District)
	if len(c.Changes) == 0 {
		return c, nil
	}
	name := []rune(strings.Join(strings.Fields(edition), " "))
	name = name[:min(len(name), maxName)]
	_, err := s.d.Ledger.Do(ctx, op, func(*db.Tx) ([]ledger.Draft, error) {
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindReference, ID: areasID}, Type: casefile.ReferenceChanged,
			Area: string(s.d.District), Body: ChangedBody{What: Areas, Name: string(name), Active: true, Areas: c.Changes}}}, nil
	})
	return c, err
}

// foldAreas are the rows of all lists that were brought: the newest difference
// of an area counts.
func foldAreas(all []areaEvent) []casefile.Row {
	last := map[string]casefile.Row{}
	for _, e := range all {
		for _, c := range e.changes {
			last[c.Code] = row("area_change", c.Code, c.Change, c.Name, c.Old, c.From, e.at, e.actor)
		}
	}
	codes := make([]string, 0, len(last))
	for code := range last {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	out := make([]casefile.Row, 0, len(codes))
	for _, code := range codes {
		out = append(out, last[code])
	}
	return out
}

type areaEvent struct {
	at      int64
	actor   string
	changes []AreaChange
}

// savedArea is one difference with who brought it and when.
type savedArea struct {
	AreaChange
	At    int64
	Actor string
}

func (s *Service) savedAreas(ctx context.Context) ([]savedArea, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT a.area, a.change, a.name, a.old_name, a.from_area, a.at, COALESCE(u.name, a.actor) FROM area_change a
		LEFT JOIN account_user u ON u.office_id = a.office_id AND u.user_id = a.actor
		WHERE a.office_id = $1 ORDER BY a.at DESC, a.area`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []savedArea
	for rows.Next() {
		var a savedArea
		if err := rows.Scan(&a.Code, &a.Change, &a.Name, &a.Old, &a.From, &a.At, &a.Actor); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, a)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// ApplyAreas puts the newest list and the points of imported boundaries in
// force for the whole program.
func (s *Service) ApplyAreas(ctx context.Context) error {
	saved, err := s.savedAreas(ctx)
	if err != nil {
		return err
	}
	changes := make([]region.Change, len(saved))
	for i, a := range saved {
		changes[i] = region.Change{Code: region.Code(a.Code), Name: a.Name, Gone: a.Change == AreaGone}
	}
	region.Apply(changes)
	places, err := s.centres(ctx)
	if err != nil {
		return err
	}
	region.ApplyPoints(places)
	return nil
}

// casesIn counts the cases that lie in areas, for whoever is about to take the
// areas off the list.
func (s *Service) casesIn(ctx context.Context) (map[string]int, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT area, COUNT(*) FROM case_count WHERE office_id = $1 GROUP BY area ORDER BY area`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var area string
		var n int
		if err := rows.Scan(&area, &n); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out[area] = n
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// pack and unpack carry a list from its report to the button that takes it.
func pack(list []Listed) string {
	text, err := json.Marshal(list)
	if err != nil {
		return ""
	}
	return string(text)
}

func unpack(text string) ([]Listed, error) {
	var list []Listed
	if json.Unmarshal([]byte(text), &list) != nil {
		return nil, fault.At("berkas", "fault.office.areas.head")
	}
	return list, nil
}
