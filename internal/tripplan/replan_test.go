package tripplan

import (
	"context"
	"math"
	"slices"
	"testing"
)

// lineProblem has places on a line, a km and two minutes apart, and one
// route from place 0 on day 0.
func lineProblem(t *testing.T, places int) *Problem {
	t.Helper()
	table, err := NewTable(places, func(a, b int) (float64, float64) {
		km := math.Abs(float64(a - b))
		return 2 * km, km
	})
	if err != nil {
		t.Fatal(err)
	}
	return &Problem{Days: 1, Tables: []*Table{table}, Budget: -1, Routes: []Route{{Open: 480, Close: 900, Fixed: 100_000, PerKM: 1000, Equipment: Kit}}}
}

func TestTheRestOfADay(t *testing.T) {
	p := lineProblem(t, 60)
	for place := 10; place <= 50; place += 10 {
		p.Nodes = append(p.Nodes, NewNode(place, 30))
	}
	plan, err := Solve(context.Background(), p, Options{Iterations: 50})
	if err != nil || len(plan.Tours[0].Visits) != 5 {
		t.Fatalf("%+v, %v", plan, err)
	}
	p.Nodes = append(p.Nodes, NewNode(12, 30), NewNode(55, 30)) // standby
	now := State{Route: 0, Place: 10, Now: 530, Done: []int{0}, Failed: []int{1}}
	for _, n := range []int{2, 3, 4} {
		now.Announced = append(now.Announced, Announcement{Node: n, From: 560 + float64(n-2)*60, To: 620 + float64(n-2)*60})
	}
	c, err := Replan(context.Background(), p, plan, now, Options{Seed: 1})
	if err != nil || len(c.Kept) != 3 || len(c.Late)+len(c.Dropped) != 0 || len(c.Added) == 0 {
		t.Errorf("everybody told can be kept, and somebody near by served: %+v, %v", c, err)
	}
	now.Now, now.Place = 760, 10 // a flat tyre: only the nearest can still be reached
	c, err = Replan(context.Background(), p, plan, now, Options{Seed: 1})
	if err != nil || !slices.Equal(c.Late, []int{2}) || !slices.Equal(c.Dropped, []int{3, 4}) {
		t.Errorf("one late, two not today: %+v, %v", c, err)
	}
	for i := range p.Nodes {
		p.Nodes[i].Equipment = Kit
	}
	now.Now, now.Lost = 530, Kit
	if c, err = Replan(context.Background(), p, plan, now, Options{Seed: 1}); err != nil || len(c.Dropped) != 3 || len(c.Tour.Visits) != 0 {
		t.Errorf("the kit broke: %+v, %v", c, err)
	}
	now.Route = 7
	if _, err := Replan(context.Background(), p, plan, now, Options{}); err == nil {
		t.Error("there is no route 7")
	}
}

// Who is late already is late by minutes, not by a yes or no: the least late order
// is taken, though it is the longer way, and whoever was not told anything comes
// after, not before.
func TestLessLateIsBetter(t *testing.T) {
	p := lineProblem(t, 60)
	p.Nodes = []Node{NewNode(10, 30), NewNode(35, 30)}
	plan, cannot := Arrange(p, [][]int{{0, 1}})
	if len(cannot) > 0 {
		t.Fatal("the plan cannot be driven")
	}
	// From 20 the short way is over 35, and then 10 is two hours and a half late.
	now := State{Place: 20, Now: 600, Announced: []Announcement{{0, 530, 560}, {1, 600, 800}}}
	c, err := Replan(t.Context(), p, plan, now, Options{Seed: 1})
	if err != nil || !slices.Equal(c.Tour.Nodes(), []int{0, 1}) || !slices.Equal(c.Late, []int{0}) || c.Tour.Visits[0].Start != 620 {
		t.Errorf("an hour late is better than two and a half: %+v, %v", c, err)
	}
	// Two who are a little late are better than one who is very late.
	now.Announced = []Announcement{{0, 560, 610}, {1, 600, 640}}
	if c, err = Replan(t.Context(), p, plan, now, Options{Seed: 1}); err != nil || !slices.Equal(c.Tour.Nodes(), []int{0, 1}) {
		t.Errorf("%+v, %v", c, err)
	}

	p = lineProblem(t, 60)
	p.Nodes = []Node{NewNode(30, 30), NewNode(20, 30), NewNode(25, 30)}
	p.Nodes[1].Urgent = true
	for name, plan := range map[string]Plan{"standby": {Tours: []Tour{{Visits: []Visit{{Node: 0}}}}}, "planned": {Tours: []Tour{{Visits: []Visit{{Node: 1}, {Node: 2}, {Node: 0}}}}}} {
		now := State{Place: 10, Now: 600, Announced: []Announcement{{0, 530, 560}}}
		c, err := Replan(t.Context(), p, plan, now, Options{Seed: 1})
		if err != nil || len(c.Tour.Visits) != 3 || c.Tour.Visits[0].Node != 0 || c.Tour.Visits[0].Start != 640 {
			t.Errorf("%s: whoever was told comes first: %+v, %v", name, c, err)
		}
		// On the way to somebody who is in time they may come first.
		now.Announced[0] = Announcement{0, 700, 760}
		if c, err = Replan(t.Context(), p, plan, now, Options{Seed: 1}); err != nil || len(c.Tour.Visits) != 3 || c.Tour.Visits[0].Node == 0 || len(c.Late) > 0 {
			t.Errorf("%s: there was room on the way: %+v, %v", name, c, err)
		}
	}
}

// Whatever the rest of a day was, the checker accepts it as a day of its own, and
// everybody who was planned is kept, late or dropped.
func TestTheRestOfOddDays(t *testing.T) {
	days := 0
	for seed := range uint64(120) {
		p := Odd(seed)
		plan, err := Solve(context.Background(), p, Options{Seed: seed, Iterations: 20})
		if err != nil {
			t.Fatal(err)
		}
		for r, tour := range plan.Tours {
			if len(tour.Visits) < 3 || p.Routes[r].Break.Minutes > 0 && tour.Rest != None && tour.Rest < tour.Visits[1].Start {
				continue
			}
			days++
			now := State{Route: r, Place: p.Nodes[tour.Visits[0].Node].Place, Now: tour.Visits[0].Leave, Done: []int{tour.Visits[0].Node}, Failed: []int{tour.Visits[1].Node}}
			for _, v := range tour.Visits[2:] {
				now.Announced = append(now.Announced, Announcement{v.Node, v.Start - 10, v.Start + 10})
			}
			c, err := Replan(context.Background(), p, plan, now, Options{Seed: seed, Iterations: 50})
			if err != nil {
				t.Fatalf("seed %d, route %d: %v", seed, r, err)
			}
			if len(c.Kept)+len(c.Late)+len(c.Dropped) != len(tour.Visits)-2 {
				t.Fatalf("seed %d, route %d: of %d are left %+v", seed, r, len(tour.Visits)-2, c)
			}
			q := copied(p)
			q.Budget, q.Kits = -1, nil
			q.Routes[r].From, q.Routes[r].Open = now.Place, now.Now
			rest := Plan{Tours: make([]Tour, len(p.Routes))}
			copy(rest.Tours, plan.Tours)
			rest.Tours[r] = c.Tour
			for _, v := range Check(q, rest) {
				// second visits elsewhere may have lost their first: what the office must be asked
				if v.Kind != Order {
					t.Fatalf("seed %d, route %d: %v", seed, r, v)
				}
			}
			for _, v := range c.Tour.Visits {
				if slices.Contains(now.Done, v.Node) || slices.Contains(now.Failed, v.Node) {
					t.Fatalf("seed %d, route %d: %d again", seed, r, v.Node)
				}
			}
		}
	}
	if days < 50 {
		t.Errorf("only %d days", days)
	}
}

func TestWhySomebodyIsLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p *Problem, n *Node)
		want   Because
	}{
		"excluded":            {func(p *Problem, n *Node) { n.Exclude = true }, LeftOut},
		"no day":              {func(p *Problem, n *Node) { n.Days = Mask{2} }, NoDay},
		"deadline":            {func(p *Problem, n *Node) { p.Days, p.Routes[0].Day, n.Deadline = 3, 2, 1 }, PastDue},
		"skills":              {func(p *Problem, n *Node) { n.Skills = 4 }, NoSkill},
		"equipment":           {func(p *Problem, n *Node) { n.Equipment = 2 }, NoEquipment},
		"no kit":              {func(p *Problem, n *Node) { n.Equipment, p.Kits = Kit, []int{0} }, NoEquipment},
		"hours":               {func(p *Problem, n *Node) { n.Hours = Hours{{{100, 200}}} }, NoHours},
		"hours before it can": {func(p *Problem, n *Node) { n.Place, n.Hours = 59, Hours{{{480, 490}}} }, NoHours},
		"too long":            {func(p *Problem, n *Node) { n.Service = 500 }, NoTime},
		"no road": {func(p *Problem, n *Node) {
			p.Tables[0].minutes[59], n.Place = math.Inf(1), 59
		}, NoRoad},
		"money":     {func(p *Problem, n *Node) { p.Budget = 100_001; n.Place = 30 }, NoMoney},
		"outranked": {func(p *Problem, n *Node) { n.Service, p.Nodes[0].Service, p.Nodes[0].Weight = 300, 300, 5 }, Outranked},
		"better":    {func(p *Problem, n *Node) { n.Service, p.Nodes[0].Service, n.Weight = 300, 300, 5 }, Better},
		"quota": {func(p *Problem, n *Node) {
			n.Service, p.Nodes[0].Service, n.Weight = 300, 300, 5
			p.Areas, p.Nodes[0].Area = []Quota{{1}}, 0
		}, ForQuota},
		"full":   {func(p *Problem, n *Node) { n.Service, p.Nodes[0].Service, p.Nodes[0].Urgent = 300, 300, true }, Full},
		"first":  {func(p *Problem, n *Node) { n.After = 0 }, NoFirst},
		"pinned": {func(p *Problem, n *Node) {}, Possible},
	} {
		p := lineProblem(t, 60)
		p.Nodes = []Node{NewNode(1, 10), NewNode(2, 10)}
		p.Nodes[0].Weight = 3
		c.change(p, &p.Nodes[1])
		plan, cannot := Arrange(p, [][]int{{0}})
		if name == "money" || name == "no road" {
			plan, cannot = Arrange(p, nil)
		}
		if err := p.Validate(); err != nil || len(cannot) > 0 {
			t.Fatalf("%s: %v, %v", name, err, cannot)
		}
		got := PricesOf(p).Why(plan, 1)
		if got.Kind != c.want {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Kind == Outranked && (!slices.Equal(got.Displaces, []int{0}) || got.Price.After.People != 1 || got.Price.After.Weight != 1) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWhatIsWrongWithAProblemIsNamed(t *testing.T) {
	for want, change := range map[string]func(p *Problem){
		"problem: Days":    func(p *Problem) { p.Days = 0 },
		"problem: Tables":  func(p *Problem) { p.Tables = nil },
		"problem: Kits":    func(p *Problem) { p.Kits = []int{1, 2} },
		"node 0: Place":    func(p *Problem) { p.Nodes[0].Place = 60 },
		"node 0: Service":  func(p *Problem) { p.Nodes[0].Service = math.NaN() },
		"node 0: Weight":   func(p *Problem) { p.Nodes[0].Weight = -1 },
		"node 0: Hours":    func(p *Problem) { p.Nodes[0].Hours = Hours{{{5, 4}}} },
		"node 0: Pin":      func(p *Problem) { p.Nodes[0].Pin = 1 },
		"node 0: Group":    func(p *Problem) { p.Nodes[0].Group = 0 },
		"node 0: After":    func(p *Problem) { p.Nodes[0].After = 0 },
		"route 0: Day":     func(p *Problem) { p.Routes[0].Day = 1 },
		"route 0: Close":   func(p *Problem) { p.Routes[0].Close = 1 },
		"route 0: Break":   func(p *Problem) { p.Routes[0].Break = Break{5, 4, 3} },
		"route 0: PerKM":   func(p *Problem) { p.Routes[0].PerKM = -1 },
		"route 1: Team":    func(p *Problem) { p.Routes = append(p.Routes, p.Routes[0]) },
		"route 0: Frozen":  func(p *Problem) { p.Routes[0].Frozen = []int{7} },
		"node 0: Frozen":   func(p *Problem) { p.Routes[0].Frozen = []int{0, 0} },
		"problem: Routes":  func(p *Problem) { p.Routes = make([]Route, MostRoutes+1) },
		"node 0: Deadline": func(p *Problem) { p.Nodes[0].Deadline = -2 },
	} {
		p := lineProblem(t, 60)
		p.Nodes = []Node{NewNode(1, 10)}
		change(p)
		if err := p.Validate(); err == nil || len(err.Error()) < len(want) || err.Error()[len("tripplan: "):][:len(want)] != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}
