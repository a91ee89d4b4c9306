package bench

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// person is a signed-in session and what it may open.
type person struct {
	role    authority.Role
	token   string
	cases   []string // numbers whose page it may open
	notes   []string // numbers to which it may write a note
	village string
	names   []string // to search for
}

func (p *person) may(a authority.Action) bool { return authority.Reaches(p.role, a) != authority.None }

// mark is one answer.
type mark struct {
	took time.Duration
	bad  bool
}

// crowd is everybody who works at the same time.
type crowd struct {
	o      Options
	url    string
	people map[authority.Role][]*person
	client *http.Client

	mu       sync.Mutex
	marks    map[string][]mark
	errors   int
	examples []string
}

func newCrowd(o Options, url string, people []*person) *crowd {
	c := &crowd{o: o, url: url, people: map[authority.Role][]*person{}, marks: map[string][]mark{}}
	for _, p := range people {
		c.people[p.role] = append(c.people[p.role], p)
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost, t.IdleConnTimeout = 0, o.Users, 5*time.Minute
	c.client = &http.Client{Transport: t, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c
}

// begin lets everybody work until ctx ends; the channel closes when the last
// one has stopped.
func (c *crowd) begin(ctx context.Context) <-chan struct{} {
	var all sync.WaitGroup
	n := 0
	for role, percent := range staffing {
		for range max(1, c.o.Users*percent/100) {
			some := c.people[role]
			p, r := some[n%len(some)], rand.New(rand.NewPCG(c.o.Seed, uint64(n)))
			n++
			all.Go(func() { c.work(ctx, p, r) })
		}
	}
	finished := make(chan struct{})
	go func() { all.Wait(); close(finished) }()
	return finished
}

// work is one person at work. The think time is drawn, so that people who began
// together do not click together.
func (c *crowd) work(ctx context.Context, p *person, r *rand.Rand) {
	pause := time.Duration(r.Int64N(int64(c.o.Think) + 1))
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		c.click(ctx, p, r)
		pause = time.Duration(float64(c.o.Think) * (0.5 + r.Float64()))
	}
}

// click opens a page or saves, as people of the role do.
func (c *crowd) click(ctx context.Context, p *person, r *rand.Rand) {
	if r.Float64() < c.o.Saves && c.save(ctx, p, r) {
		return
	}
	for { // every role has a home page
		switch n := r.IntN(100); {
		case n < 25:
			c.get(ctx, p, pageHome, "/")
		case n < 60 && p.may("page.stage") && len(p.cases) > 0:
			c.get(ctx, p, pageCase, "/kasus/"+p.cases[r.IntN(len(p.cases))])
		case n >= 60 && n < 80 && p.may("page.cases"):
			c.get(ctx, p, pageList, "/kasus"+listQueries[r.IntN(len(listQueries))])
		case n >= 80 && n < 95 && p.may("page.search"):
			c.search(ctx, p, r)
		case n >= 95 && p.may("page.monitoring"):
			c.get(ctx, p, pageDashboard, "/pemantauan")
		default:
			continue
		}
		return
	}
}

// listQueries are what people ask of the list of cases.
var listQueries = []string{"", "", "?tahap=visit", "?tahap=file", "?tahap=selesai", "?urut=baru", "?urut=wilayah", "?lama=30", "?hal=2", "?butuh=ktp_el", "?tahap=keluar"}

func (c *crowd) search(ctx context.Context, p *person, r *rand.Rand) {
	q := p.names[r.IntN(len(p.names))]
	words := strings.Fields(q)
	switch n := r.IntN(10); {
	case n < 4 && len(words) > 1:
		q = words[0]
	case n < 6 && len(p.cases) > 0:
		q = p.cases[r.IntN(len(p.cases))]
	}
	began := time.Now()
	to, err := c.send(ctx, p, "POST", "/cari", url.Values{"q": {q}})
	if err == nil && to == "" {
		err = fmt.Errorf("POST /cari leads nowhere")
	}
	if err == nil {
		_, err = c.send(ctx, p, "GET", to, nil)
	}
	c.note(ctx, pageSearch, time.Since(began), err)
}

// save writes a note to a case, or reports a person.
func (c *crowd) save(ctx context.Context, p *person, r *rand.Rand) bool {
	report := p.may(casefile.Reported) && p.village != ""
	note := p.may(casefile.Noted) && len(p.notes) > 0
	path, form := "", url.Values{}
	switch {
	case note && (!report || r.IntN(4) > 0):
		path = "/kasus/" + p.notes[r.IntN(len(p.notes))] + "/kebutuhan/catatan"
		form.Set("catatan", "Rumah di belakang masjid, tanya Pak RT dulu.")
	case report:
		path = "/lapor"
		form = url.Values{"nama": {p.names[r.IntN(len(p.names))] + " " + syllables(r)}, "jk": {"P"}, "lahir.y": {fmt.Sprint(1930 + r.IntN(70))},
			"ibu": {"Sainem"}, "desa": {p.village}, "alasan": {"no_nik"}, "dasar": {"public_task"}, "kerentanan": {"elderly"}}
	default:
		return false
	}
	form.Set("op", uuid.Must(uuid.NewV7()).String())
	began := time.Now()
	to, err := c.send(ctx, p, "POST", path, form)
	if err == nil && to == "" {
		err = fmt.Errorf("POST %s was not saved", path)
	}
	c.note(ctx, pageSave, time.Since(began), err)
	return true
}

// syllables make a name that nobody else has.
func syllables(r *rand.Rand) string {
	parts := []string{"su", "kar", "ti", "no", "wi", "ra", "mi", "yem", "to", "di", "las", "tri"}
	var b strings.Builder
	for range 5 {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

func (c *crowd) get(ctx context.Context, p *person, page, path string) {
	began := time.Now()
	_, err := c.send(ctx, p, "GET", path, nil)
	c.note(ctx, page, time.Since(began), err)
}

// send sends a request and reads the answer to its end; to is where it leads.
func (c *crowd) send(ctx context.Context, p *person, method, path string, form url.Values) (to string, err error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, body)
	if err != nil {
		return "", err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return c.do(p, req)
}

func (c *crowd) do(p *person, req *http.Request) (to string, err error) {
	req.AddCookie(&http.Cookie{Name: "jempol", Value: p.token})
	answer, err := c.client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return "", err
	}
	if answer.StatusCode >= 400 || answer.Header.Get("Location") == "/masuk" {
		return "", fmt.Errorf("%s as %s: %d %s", req.Method, p.role, answer.StatusCode, routeOf(req.URL.Path))
	}
	return answer.Header.Get("Location"), nil
}

// routeOf leaves out of a path whose case it is.
func routeOf(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.ContainsAny(p, "0123456789") {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

func (c *crowd) note(ctx context.Context, page string, took time.Duration, err error) {
	if ctx.Err() != nil {
		return // the measurement is over
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.marks[page] = append(c.marks[page], mark{took, err != nil})
	if err != nil {
		c.errors++
		if len(c.examples) < 5 {
			c.examples = append(c.examples, err.Error())
		}
	}
}

// reset forgets what was measured while everything was cold; what failed counts.
func (c *crowd) reset() { c.take() }

// take gives what was measured since.
func (c *crowd) take() map[string][]mark {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.marks
	c.marks = map[string][]mark{}
	return out
}

func (c *crowd) failures() (int, []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.errors, c.examples
}
