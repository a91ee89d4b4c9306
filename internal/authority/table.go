package authority

import "sort"

// Action is something that a person does or opens: an event type of casefile,
// or a page or verb ("page.", "paper.", "reveal.", ...).
type Action string

// Entry is one cell of the table that is not empty.
type Entry struct {
	Action Action
	Role   Role
	Reach  Reach
}

// rule is one line of the table.
type rule struct {
	what  string // for the documentation
	reach map[Role]Reach
}

// grant gives some roles one reach.
type grant struct {
	reach Reach
	roles []Role
}

func office(rs ...Role) grant  { return grant{Office, rs} }
func area(rs ...Role) grant    { return grant{OwnArea, rs} }
func agency(rs ...Role) grant  { return grant{OwnAgency, rs} }
func inst(rs ...Role) grant    { return grant{OwnInstitution, rs} }
func reports(rs ...Role) grant { return grant{OwnReports, rs} }
func own(rs ...Role) grant     { return grant{Own, rs} }

// line is how the tables below are written.
type line struct {
	action Action
	what   string
	grants []grant
}

func may(a Action, what string, gs ...grant) line { return line{a, what, gs} }

var table, order = build(eventLines, pageLines)

func build(parts ...[]line) (map[Action]rule, []Action) {
	t, list := map[Action]rule{}, []Action{}
	for _, part := range parts {
		for _, l := range part {
			r := rule{what: l.what, reach: map[Role]Reach{}}
			for _, g := range l.grants {
				for _, role := range g.roles {
					r.reach[role] = g.reach
				}
			}
			t[l.action] = r
			list = append(list, l.action)
		}
	}
	return t, list
}

// Actions lists every action in the order of the table.
func Actions() []Action { return append([]Action(nil), order...) }

// What is the line's explanation, for the documentation.
func (a Action) What() string { return table[a].what }

// Table lists every cell that is not empty: by action in the order of the
// table, then by role in the order of Roles.
func Table() []Entry {
	rank := map[Role]int{}
	for i, r := range roles {
		rank[r] = i
	}
	var out []Entry
	for _, a := range order {
		from := len(out)
		for role, reach := range table[a].reach {
			out = append(out, Entry{a, role, reach})
		}
		cells := out[from:]
		sort.Slice(cells, func(i, j int) bool { return rank[cells[i].Role] < rank[cells[j].Role] })
	}
	return out
}
