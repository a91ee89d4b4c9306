package office

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
)

var planning = []Rule{
	{Key: "planner.weight.base", Group: "weights", Kind: "number", Default: "100", Least: 1, Most: 1000},
	{Key: "planner.from", Group: "hours", Kind: "clock", Default: "08:00"},
	{Key: "planner.to", Group: "hours", Kind: "clock", Default: "15:00"},
	{Key: "planner.days", Group: "hours", Kind: "codes", Default: "1 2 3 4 5", Codes: []string{"1", "2", "3", "4", "5", "6", "7"}},
	{Key: "planner.on_call", Group: "terms", Kind: "flag", Default: "0"},
}

// TestRulesOfPlanningAreKeptWithTheirHistory: who changed a rule is told, what
// cannot be is refused at its field, and a change is taken back.
func TestRulesOfPlanningAreKeptWithTheirHistory(t *testing.T) {
	on(t, func(w *world) {
		w.s.d.Rules, w.s.d.RuleWords = planning, func(_, key string) string { return "Aturan " + key }
		save := func(r authority.Role, pairs ...string) error {
			values := map[string]string{}
			for i := 0; i < len(pairs); i += 2 {
				values[pairs[i]] = pairs[i+1]
			}
			return w.s.SaveRules(w.Context(), w.op(r), values, nil)
		}
		for _, c := range []struct{ key, value, want string }{
			{"planner.weight.base", "0", "rule_number"}, {"planner.weight.base", "banyak", "rule_number"}, {"planner.from", "8 pagi", "rule_clock"},
			{"planner.on_call", "mungkin", "rule_choice"}, {"planner.days", "8", "rule_choice"}, {"planner.days", "-", "rule_days"}, {"planner.to", "07:00", "rule_hours"},
		} {
			err := save(authority.Coordinator, c.key, c.value)
			if err == nil || fault.As(err).Kind != fault.Invalid || fault.As(err).Fields[0].Name != c.key || fault.As(err).Fields[0].Key != "fault.office."+c.want {
				w.Errorf("%s = %q: %v", c.key, c.value, err)
			}
		}
		if err := save(authority.Field, "planner.weight.base", "50"); !fault.Is(err, fault.Forbidden) {
			w.Errorf("an officer changed a rule: %v", err)
		}
		value := func() string {
			set, err := w.s.Values(w.Context(), w.a.System("test"))
			if err != nil {
				w.Fatal(err)
			}
			return set["planner.weight.base"] + "|" + set["planner.from"]
		}
		if err := save(authority.Coordinator, "planner.weight.base", "50", "planner.from", "07:30"); err != nil || value() != "50|07:30" {
			w.Fatal(err, value())
		}
		d := w.desk()
		page := func() string { _, p := d.send(authority.Coordinator, "GET", rulesPath); return p }
		for _, words := range []string{"Aturan planner.weight.base: 100 → 50", "Aturan planner.from: 08:00 → 07:30", "Kembalikan", "Senin"} {
			if !strings.Contains(page(), words) {
				w.Errorf("the page lacks %q", words)
			}
		}
		post := func(to string, pairs ...string) (int, string) {
			return d.send(authority.Coordinator, "POST", rulesPath+to, pairs...)
		}
		if code, body := post("", "planner.weight.base", "5000", "planner.from", "07.30", "planner.to", "15.00", "planner.days", "1", "planner.on_call", "0"); code != 422 ||
			!strings.Contains(body, "Isi angka 1 sampai 1.000") || !strings.Contains(body, `value="5000"`) {
			w.Errorf("a refused form comes back with %d", code)
		}
		at := between(page(), `name="saat" value="`, `"`)
		if code, _ := post("/kembali", "saat", at); code != 303 || value() != "|" || !strings.Contains(page(), "50 → 100") {
			w.Errorf("after it was taken back: %d, %s", code, value())
		}
		if code, _ := post("/kembali", "saat", "1"); code != 404 {
			w.Errorf("an act that never was is taken back with %d", code)
		}
		if code, _ := post("", "planner.weight.base", "100", "planner.from", "07.30", "planner.to", "15.00", "planner.days", "1", "planner.days", "2", "planner.on_call", "1"); code != 303 || value() != "|07:30" {
			w.Errorf("the program's own value is kept as a choice: %d, %s", code, value())
		}
		if code, _ := d.send(authority.Field, "GET", rulesPath); code != 403 {
			w.Errorf("an officer reads the rules with %d", code)
		}
	})
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}
