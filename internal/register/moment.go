package register

import (
	"context"
	"slices"
	"sync"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/linkage"
)

// Moment is the register and the cases as they stand, for whoever asks about
// many people: what every question needs is read once, what several need
// together. Several may ask it at the same time.
type Moment struct {
	r         *Register
	scope     db.Scope
	now       current
	residents *index // nil where the register has nobody
	learned   linkage.Calibration
	model     *linkage.Model // of cases
	cases     casesNow
	memos     *memos
}

// memos lie ready for those who search at the same time.
type memos struct {
	mu   sync.Mutex
	idle []*linkage.Memo
}

// Moment reads how things stand. An earlier moment lends what it remembers of
// names; nil is none.
func (r *Register) Moment(ctx context.Context, scope db.Scope, earlier *Moment) (*Moment, error) {
	m := &Moment{r: r, scope: scope}
	if scope.Empty() {
		return m, nil
	}
	var err error
	if m.now, err = r.current(ctx, scope); err != nil {
		return nil, err
	}
	if m.residents, err = r.opened(scope, m.now.id); err != nil {
		return nil, err
	}
	if m.learned, err = r.calibration(ctx, scope); err != nil {
		return nil, err
	}
	if m.cases, err = r.search.cases.now(ctx, r, scope, m.residents); err != nil {
		return nil, err
	}
	m.model = caseModel(m.residents)
	if earlier != nil {
		m.memos = earlier.memos
		in := []*linkage.Index{m.cases.base}
		if m.residents != nil {
			in = append(in, m.residents.Index)
		}
		m.memos.mu.Lock()
		for _, k := range m.memos.idle {
			k.Only(in...)
		}
		m.memos.mu.Unlock()
	} else {
		m.memos = &memos{}
	}
	return m, nil
}

// Among is the edition of the register that this moment compares with.
func (m *Moment) Among() string { return m.now.name() }

func (m *Moment) memo() *linkage.Memo {
	m.memos.mu.Lock()
	defer m.memos.mu.Unlock()
	if n := len(m.memos.idle); n > 0 {
		k := m.memos.idle[n-1]
		m.memos.idle = m.memos.idle[:n-1]
		return k
	}
	return linkage.NewMemo()
}

func (m *Moment) done(k *linkage.Memo) {
	m.memos.mu.Lock()
	defer m.memos.mu.Unlock()
	m.memos.idle = append(m.memos.idle, k)
}

// found is whom the search found for a query.
type found struct{ residents, cases []linkage.Match }

func (m *Moment) search(k *linkage.Memo, q Query) (f found, err error) {
	if !q.named() {
		return f, nil
	}
	if m.residents != nil {
		if f.residents, err = k.Search(m.residents.model, q.report(), MaxCandidates, linkage.Part{Index: m.residents.Index}); err != nil {
			return f, fault.Wrap("register.candidates", err)
		}
	}
	f.cases, err = k.Search(m.model, q.report(), MaxCandidates, m.cases.parts(q.NotCase)...)
	return f, fault.Wrap("register.candidates", err)
}

// Weigh is Candidates for whoever only wants to know who it may be and how
// probable: no record is read, but of candidates for a person whose NIK is told,
// and while the index still names people of a source that was taken out.
func (m *Moment) Weigh(ctx context.Context, queries ...Query) ([][]Candidate, error) {
	out := make([][]Candidate, len(queries))
	if m.scope.Empty() {
		return out, nil
	}
	k := m.memo()
	defer m.done(k)
	var whole []int
	for i, q := range queries {
		if q.NIK != "" || m.now.stale {
			whole = append(whole, i)
			continue
		}
		f, err := m.search(k, q)
		if err != nil {
			return nil, err
		}
		add := func(kind string, some []linkage.Match) {
			for _, x := range some {
				c := Candidate{Ref: kind + ":" + x.ID, Probability: x.Probability, Auto: x.Auto}
				if c.correct(m.learned, m.residents); c.Probability >= leastProbable {
					out[i] = append(out[i], c)
				}
			}
		}
		add(casefile.KindCase, f.cases)
		add(kindRegister, f.residents)
		sortCandidates(out[i])
		out[i] = out[i][:min(len(out[i]), MaxCandidates)]
	}
	if whole == nil {
		return out, nil
	}
	some := make([]Query, len(whole))
	for n, i := range whole {
		some[n] = queries[i]
	}
	in, err := m.candidates(ctx, k, some)
	if err != nil {
		return nil, err
	}
	for n, i := range whole {
		out[i] = in[n]
	}
	return out, nil
}

// Candidates finds for each query who in the register and among the cases may be
// the person, the most probable first, at most MaxCandidates. Every case of the
// office takes part, whatever the scope may open: a second case for one person
// must be seen before it is made. What of it the scope may read is the caller's
// to show.
func (m *Moment) Candidates(ctx context.Context, queries ...Query) ([][]Candidate, error) {
	if m.scope.Empty() {
		return make([][]Candidate, len(queries)), nil
	}
	k := m.memo()
	defer m.done(k)
	return m.candidates(ctx, k, queries)
}

// Candidates is that of a moment, for one query.
func (r *Register) Candidates(ctx context.Context, scope db.Scope, q Query) ([]Candidate, error) {
	if scope.Empty() || !q.Known() {
		return nil, nil
	}
	m, err := r.Moment(ctx, scope, nil)
	if err != nil {
		return nil, err
	}
	out, err := m.Candidates(ctx, q)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func (m *Moment) candidates(ctx context.Context, k *linkage.Memo, queries []Query) ([][]Candidate, error) {
	all := make([]found, len(queries))
	var people, cases, niks []string
	for i, q := range queries {
		f, err := m.search(k, q)
		if err != nil {
			return nil, err
		}
		all[i] = f
		for _, x := range f.residents {
			people = append(people, x.ID)
		}
		for _, x := range f.cases {
			cases = append(cases, x.ID)
		}
		if q.NIK != "" {
			niks = append(niks, q.NIK)
		}
	}
	records, err := m.records(ctx, distinct(people), distinct(niks))
	if err != nil {
		return nil, err
	}
	known, err := m.known(ctx, distinct(cases), distinct(niks))
	if err != nil {
		return nil, err
	}
	out := make([][]Candidate, len(queries))
	for i, q := range queries {
		if !q.Known() {
			continue
		}
		add := func(c Candidate, of []linkage.Match, id string, alone func() float64) {
			if n := slices.IndexFunc(of, func(x linkage.Match) bool { return x.ID == id }); n >= 0 {
				c.Probability, c.Auto = of[n].Probability, of[n].Auto
			} else { // it has the NIK, and nothing else brought it here
				c.Probability = alone()
			}
			c.weighNIK(q)
			if c.correct(m.learned, m.residents); c.Probability >= leastProbable || weight(c.Matches) > 0 {
				out[i] = append(out[i], c)
			}
		}
		for _, id := range with(all[i].residents, records.holders[q.NIK]) {
			if p, ok := records.by[id]; ok {
				add(candidateOf(p), all[i].residents, id, func() float64 {
					if m.residents == nil {
						return 0
					}
					return m.residents.alone(k, q, p.person())
				})
			}
		}
		for _, id := range with(all[i].cases, known.holders[q.NIK]) {
			if c, ok := known.by[id]; ok && id != q.NotCase {
				whole := index{Index: m.cases.base, model: m.model}
				add(c, all[i].cases, id, func() float64 { return whole.alone(k, q, c.person()) })
			}
		}
		sortCandidates(out[i])
		out[i] = out[i][:min(len(out[i]), MaxCandidates)]
	}
	return out, nil
}

// with are the ids of matches, and others behind them, each once.
func with(of []linkage.Match, more []string) []string {
	out := make([]string, 0, len(of)+len(more))
	for _, m := range of {
		out = append(out, m.ID)
	}
	for _, id := range more {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func distinct(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}
