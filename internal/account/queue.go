package account

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/web"
)

// Queue is what a list of waiting work was asked for. Everything in it may stand
// in an address: no personal data.
type Queue struct {
	Area   string // kecamatan or village
	Need   string
	Reason string // message key of why it waits
	Over   int    // days it waits, at least
	Sort   string // one of queueSorts; "" is the queue's own order

	// Parts are the parts of the queue, as chips; they stay where nothing waits.
	Parts []web.Chip

	path string
	keep []web.Pair // what else the address chose
}

// OverDays are the ages by which lists are narrowed.
var OverDays = []int{7, 14, 30, 90}

// Orders of a queue beside its own, as an address writes them.
const (
	SortLongest = "lama"
	SortArea    = "wilayah"
	SortName    = "nama"
)

var queueSorts = []string{SortLongest, SortArea, SortName}

// maxReason is longer than any message key that work has for a reason.
const maxReason = 60

// ReadQueue reads what a list was asked for. What the address says under the
// names in keep stays in every link.
func ReadQueue(r *web.Request, keep ...string) Queue {
	v := r.URL.Query()
	q := Queue{Area: v.Get("wilayah"), Need: v.Get("butuh"), Reason: v.Get("sebab"), Sort: v.Get("urut"), path: r.URL.Path}
	if q.Over, _ = strconv.Atoi(v.Get("lama")); !slices.Contains(OverDays, q.Over) {
		q.Over = 0
	}
	if _, ok := casefile.FlowOf(q.Need); !ok {
		q.Need = ""
	}
	if _, ok := region.Get(region.Code(q.Area)); !ok {
		q.Area = ""
	}
	if len(q.Reason) > maxReason {
		q.Reason = ""
	}
	if !slices.Contains(queueSorts, q.Sort) {
		q.Sort = ""
	}
	for _, name := range keep {
		if value := v.Get(name); value != "" {
			q.keep = append(q.keep, web.Pair{Name: name, Value: value})
		}
	}
	return q
}

// Narrowed reports whether it leaves anything of the queue out.
func (q Queue) Narrowed() bool { return q.Area != "" || q.Need != "" || q.Reason != "" || q.Over > 0 }

// Plain reports whether it is the whole queue in its own order.
func (q Queue) Plain() bool { return !q.Narrowed() && q.Sort == "" }

// Query is what was asked for as an address writes it, with some values
// changed.
func (q Queue) Query(changes ...string) string {
	return Asked(append(q.pairs(), q.keep...), changes...)
}

// Asked is what a list was asked for as an address writes it, with some values
// changed (name, value, name, value); what is empty or 0 is not written.
func Asked(pairs []web.Pair, changes ...string) string {
	v := url.Values{}
	set := func(name, value string) {
		v.Del(name)
		if value != "" && value != "0" {
			v.Set(name, value)
		}
	}
	for _, p := range pairs {
		set(p.Name, p.Value)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		set(changes[i], changes[i+1])
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (q Queue) pairs() []web.Pair {
	return []web.Pair{{Name: "wilayah", Value: q.Area}, {Name: "butuh", Value: q.Need}, {Name: "sebab", Value: q.Reason},
		{Name: "lama", Value: strconv.Itoa(q.Over)}, {Name: "urut", Value: q.Sort}}
}

// QueueColumns say where a SELECT has what a Queue asks for.
type QueueColumns struct {
	Area, Reason, From, Name string
	// Need is a condition; %s is the parameter with the document in it.
	Need string
	// ID ends every order, so that each row has one place in it.
	ID string
}

// Where is the condition that keeps what was asked for, its parameters numbered
// from next.
func (q Queue) Where(c QueueColumns, now time.Time, next int) (string, []any) {
	out, args := "", []any{}
	add := func(format string, value any) {
		out += fmt.Sprintf(" AND "+format, fmt.Sprintf("$%d", next+len(args)))
		args = append(args, value)
	}
	if q.Area != "" {
		in, codes := (db.Scope{Office: "-", Areas: []string{q.Area}}).AreaFilter(c.Area, next)
		out, args = " AND "+in, codes
	}
	if q.Need != "" {
		add(c.Need, q.Need)
	}
	if q.Reason != "" && c.Reason != "" {
		add(c.Reason+" = %s", q.Reason)
	}
	if q.Over > 0 {
		add(c.From+" <= %s", q.Since(now))
	}
	return out, args
}

// Since is the latest moment from which something waits long enough.
func (q Queue) Since(now time.Time) int64 { return db.Micros(now.AddDate(0, 0, -q.Over)) }

// Order is the ORDER BY; first is the queue's own.
func (q Queue) Order(c QueueColumns, first string) string {
	switch q.Sort {
	case SortLongest:
		first = c.From
	case SortArea:
		first = c.Area + ", " + c.From
	case SortName:
		first = "CASE WHEN " + c.Name + " = '' THEN 1 ELSE 0 END, " + c.Name
	}
	return first + ", " + c.ID
}

// Held is how much of a queue lies in one village, for the same documents and
// the same reason.
type Held struct {
	Area, Reason string
	Needs        []string
	Count        int
	Over         int // of these, how many wait as long as was asked for
}

func (q Queue) keeps(h Held, reason string) bool {
	return (q.Area == "" || region.Code(q.Area).Contains(region.Code(h.Area))) &&
		(q.Need == "" || slices.Contains(h.Needs, q.Need)) && (reason == "" || reason == h.Reason)
}

// Count is how much of the queue was asked for.
func (q Queue) Count(held []Held) (n int) {
	for _, h := range held {
		if q.keeps(h, q.Reason) {
			n += h.Over
		}
	}
	return n
}

// Show puts a list under its filters; plain is the page of a queue in which
// nothing waits at all.
func (q Queue) Show(r *web.Request, held []Held, first string, list func(link any, title string) any, plain any) any {
	if len(held) == 0 && len(q.Parts) > 0 {
		return web.Stack{web.Filters{Chips: q.Parts}, plain}
	} else if len(held) == 0 {
		return plain
	}
	n := q.Count(held)
	out := web.Stack{q.Bar(held), q.Ages()}
	if n == 0 {
		return append(out, web.Empty{Icon: "search", Title: "account.queue.none", Text: "account.queue.none.text",
			Button: web.Button{Label: "account.queue.all", Href: q.path + q.clear(), Kind: web.Secondary}})
	}
	return append(out, list(q.Sorts(first), r.T("account.queue.count", "Count", n)))
}

func (q Queue) clear() string {
	return q.Query("wilayah", "", "butuh", "", "sebab", "", "lama", "", "hal", "")
}

// Bar is the filter bar: why it waits as chips, where and for which document as
// selects. What nothing waits for is no choice.
func (q Queue) Bar(held []Held) web.Filters {
	out := web.Filters{Action: q.path, Chips: q.Parts}
	var reasons, areas, needs []string
	reasonCount, all := map[string]int{}, 0
	for _, h := range held {
		if !slices.Contains(reasons, h.Reason) {
			reasons = append(reasons, h.Reason)
		}
		areas = append(areas, h.Area)
		needs = append(needs, h.Needs...)
		if q.keeps(h, "") {
			reasonCount[h.Reason] += h.Over
			all += h.Over
		}
	}
	if slices.Sort(reasons); len(reasons) > 1 {
		out.Chips = append(out.Chips, web.Chip{Label: "account.queue.any", Count: all, On: q.Reason == "", Href: q.path + q.Query("sebab", "")})
		for _, reason := range reasons {
			out.Chips = append(out.Chips, web.Chip{Label: reason, Count: reasonCount[reason], On: q.Reason == reason, Href: q.path + q.Query("sebab", reason)})
		}
	}
	if options := AreaOptions(areas, q.Area); len(options) > 1 {
		out.Selects = append(out.Selects, &web.Select{Label: web.Ask("wilayah", "desk.filter.area"), Blank: "desk.filter.area.all", Options: options, Small: true})
	}
	sel := &web.Select{Label: web.Ask("butuh", "desk.filter.need"), Blank: "desk.filter.need.all", Small: true}
	for _, f := range casefile.Flows() {
		if slices.Contains(needs, f.Need) {
			sel.Options = append(sel.Options, web.Option{Value: f.Need, Label: "casefile.need." + f.Need, On: q.Need == f.Need})
		}
	}
	if len(sel.Options) > 1 {
		out.Selects = append(out.Selects, sel)
	}
	for _, p := range append(q.pairs(), q.keep...) {
		if p.Value != "" && p.Value != "0" && p.Name != "wilayah" && p.Name != "butuh" {
			out.Hidden = append(out.Hidden, p)
		}
	}
	return out
}

// Ages are the views by how long something waits.
func (q Queue) Ages() web.Tabs {
	out := web.Tabs{{Label: "desk.over.all", Href: q.path + q.Query("lama", ""), On: q.Over == 0}}
	for _, d := range OverDays {
		days := strconv.Itoa(d)
		out = append(out, web.Chip{Label: "desk.over." + days, Href: q.path + q.Query("lama", days), On: q.Over == d})
	}
	return out
}

// Sorts are links to the other orders; the present one is plain words. first is
// what the queue's own is called, "" where that is the longest wait.
func (q Queue) Sorts(first string) web.Row {
	orders := []struct{ code, label string }{{"", cmp.Or(first, "account.queue.longest")}, {SortLongest, "account.queue.longest"},
		{SortArea, "desk.sort.area"}, {SortName, "desk.sort.name"}}
	if first == "" {
		orders = slices.Delete(orders, 1, 2)
	}
	out := web.Row{}
	for _, o := range orders {
		out = append(out, SortLink(o.label, q.path+q.Query("urut", o.code), o.code == q.Sort))
	}
	return out
}

// SortLink leads to an order of a list; the present one is plain words.
func SortLink(label, href string, on bool) any {
	if on {
		return web.Para{Text: label, Small: true, Muted: true}
	}
	return web.Link{Label: label, Href: href, Small: true}
}

// NeedBits is an expression that makes one number of the documents in a column,
// each once: their sum is which there are, on both engines alike.
func NeedBits(column string) string {
	var out strings.Builder
	out.WriteString("CASE " + column)
	for i, f := range casefile.Flows() {
		fmt.Fprintf(&out, " WHEN '%s' THEN %d", f.Need, int64(1)<<i)
	}
	return out.String() + " ELSE 0 END"
}

// NeedsOf reads that number.
func NeedsOf(bits int64) (out []string) {
	for i, f := range casefile.Flows() {
		if bits&(1<<i) != 0 {
			out = append(out, f.Need)
		}
	}
	return out
}
