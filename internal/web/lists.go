package web

import (
	"net/url"
	"strconv"
)

// Age is how long something waits or when it is due, with the colour of its
// urgency.
type Age struct {
	Text string // from i18n.Waiting or i18n.Due, in the viewer's language
	Tone Tone   // Warn soon, Bad late
}

// Class is the style of the age.
func (a Age) Class() string {
	switch a.Tone {
	case Bad:
		return "age late"
	case Warn:
		return "age soon"
	}
	return "age"
}

// WorkList is the work of a role: a table when wide, cards on a phone.
type WorkList struct {
	Title  string
	Link   any
	Groups []WorkGroup
	Foot   any
	More   *Link
}

// WorkGroup is the work of one reason, oldest first. Without a title it has no
// heading of its own.
type WorkGroup struct {
	Title string
	Count int // all of them; 0: as many as rows
	Rows  []WorkRow
}

// WorkRow is one piece of work: what and who, where, how long, one button.
type WorkRow struct {
	Title, Note      string
	Place, PlaceNote string // "Pakel, Watulimo"
	Age              Age
	Href             string
	Button           string // verb
	Urgent           bool   // the button is primary
}

// Total is the count shown beside the group's title.
func (g WorkGroup) Total() int {
	if g.Count > 0 {
		return g.Count
	}
	return len(g.Rows)
}

// Tasks are cards that can be tapped as a whole.
type Tasks []Task

// Task is one of them.
type Task struct {
	Tag   *Tag
	Meta  string
	Title string
	Lead  string
	Href  string
	Go    string // "Lengkapi berkas"
	Count int
}

// Lines are rows of a card without inner space (Flush): what it is, and at the
// end its number or tag.
type Lines []SumLine

// SumLine is one of them. What and Value are components or text.
type SumLine struct{ What, Value any }

// Stats are figures that lead to the list behind them.
type Stats []Stat

// Stat is one figure.
type Stat struct {
	Label, Value, Unit, Note, Href string
	Late, On                       bool
}

// Table is a table that becomes cards on a phone.
type Table struct {
	Caption string // for screen readers
	Head    []Col
	Rows    []TableRow
	Empty   *Empty // instead of a table without rows
}

// Col is a column.
type Col struct {
	Label  string
	Right  bool // numbers and buttons
	Hidden bool // the label is for screen readers only
}

// TableRow is a row; Group makes it a heading over the rows that follow.
type TableRow struct {
	Group string
	Count int
	Tone  Tone // Bad, Warn, or Info for the current one
	Cells []any
}

// Class is the style of the row.
func (r TableRow) Class() string {
	switch r.Tone {
	case Bad:
		return "err"
	case Warn:
		return "amb"
	case Info:
		return "cur"
	}
	return ""
}

// Two is a cell of two lines; with Href the first is a link.
type Two struct {
	Top  any
	Sub  string
	Href string
}

// Mark frames the part of a cell that is wrong (Bad) or unclear (Warn).
type Mark struct {
	Text string
	Tone Tone
	Full string // the whole of a text that is shown shortened
}

// Short is a text that is shown shortened; Full is the whole of it.
type Short struct{ Text, Full string }

// Count is a number in the middle of a line; the template writes it in the
// viewer's way.
type Count int

// Filters is the filter bar: chips with counts, at most two selects.
type Filters struct {
	Chips   []Chip
	Action  string // GET path of the selects
	Selects []*Select
	Hidden  []Pair // what the chips chose, kept by the selects
}

// Chip is one filter.
type Chip struct {
	Label, Href string
	Count       int
	On          bool
}

// Pages leads through a long list.
type Pages struct {
	Page, Size, Total int
	Path              string
	Query             url.Values
}

// Paginate reads ?hal= of a request and returns the offset for the query and
// the component. total may be set later on the component.
func Paginate(r *Request, size int) (offset int, p *Pages) {
	page := max(1, min(r.Int("hal", 1), 100000))
	q := url.Values{}
	for k, v := range r.URL.Query() {
		if k != "hal" {
			q[k] = v
		}
	}
	return (page - 1) * size, &Pages{Page: page, Size: size, Path: r.URL.Path, Query: q}
}

// From is the number of the first row shown.
func (p Pages) From() int {
	if p.beyond() {
		return 0
	}
	return (p.Page-1)*p.Size + 1
}

// To is the number of the last row shown.
func (p Pages) To() int {
	if p.beyond() {
		return 0
	}
	return min(p.Page*p.Size, p.Total)
}

// beyond reports that the page asked for is behind the last one, as an old address
// may be.
func (p Pages) beyond() bool { return (p.Page-1)*p.Size >= p.Total }

// Prev is the address of the page before, or empty.
func (p Pages) Prev() string {
	if p.beyond() && p.Total > 0 {
		return p.href((p.Total-1)/p.Size + 1)
	}
	return p.href(p.Page - 1)
}

// Next is the address of the page after, or empty.
func (p Pages) Next() string { return p.href(p.Page + 1) }

func (p Pages) href(page int) string {
	if page < 1 || (page-1)*p.Size >= p.Total {
		return ""
	}
	q := url.Values{}
	for k, v := range p.Query {
		q[k] = v
	}
	if page > 1 {
		q.Set("hal", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return p.Path
	}
	return p.Path + "?" + q.Encode()
}

// Tabs are views of the same thing.
type Tabs []Chip

// Compare sets two people side by side, a row a field.
type Compare struct {
	Left, Right CompareHead
	Rows        []CompareRow
	Foot        any
}

// Chance says how probable something is, and from where on the program would be
// sure by itself.
type Chance struct {
	Label string
	Value string  // "87%"
	Part  float64 // 0..1
	Sure  float64 // 0..1, the mark on the bar
	Mark  string  // "otomatis mulai 99%"
	Note  any
}

// Width is the length of the bar on its field of 300.
func (c Chance) Width() int { return share(int(c.Part*1000), 1000, 300) }

// At is where the mark stands.
func (c Chance) At() int { return min(298, share(int(c.Sure*1000), 1000, 300)) }

// CompareHead names one side.
type CompareHead struct {
	Over, Name, Note string
	Extra            any // a Masked number
}

// CompareRow is one field: both values, the verdict in words, its weight.
type CompareRow struct {
	Label, Left, Right string
	Verdict            Tag
	Note               string
	Weight             float64
}

// Bar is where the signed bar of a weight begins and how long it is: one unit
// is 7 wide, from a centre line at 80.
func (r CompareRow) Bar() (out struct {
	X, W, Text int
	Anchor     string
	Fill       string
}) {
	const centre, unit, most = 80, 7, 74
	w := int(min(most, max(-most, r.Weight*unit)))
	out.X, out.W, out.Text, out.Anchor, out.Fill = centre, w, centre+w+6, "start", "pos"
	if w < 0 {
		out.X, out.W, out.Text, out.Anchor, out.Fill = centre+w, -w, centre+w-6, "end", "neg"
	}
	return out
}
