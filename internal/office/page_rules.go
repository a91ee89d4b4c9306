package office

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// Rule is a rule of planning: what it is called and what it may be is the
// planner's, who changed it and when is kept here like every setting.
type Rule struct {
	Key, Group, Kind, Default string
	Least, Most               int64    // of a number
	Codes                     []string // of codes
	Table                     string   // of the lawbook, in which the codes stand; "" are days of the week
}

const rulesPath = "/perjalanan/rencana/aturan"

// none is how a choice of no code is kept: an empty value is the default.
const none = "-"

var ruleClock = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

func (s *Service) ruleKeys() (keys []string) {
	for _, r := range s.d.Rules {
		keys = append(keys, r.Key)
	}
	return keys
}

// SaveRules changes the rules of planning that differ from what is kept: one act.
func (s *Service) SaveRules(ctx context.Context, op ledger.Op, values map[string]string, shown Shown) error {
	if err := authority.Allowed("page.rules", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return err
	}
	kept, f := s.chosen(values), fault.New(fault.Invalid, "fault.form")
	for _, r := range s.d.Rules {
		if v := kept[r.Key]; v != "" {
			r.check(f, v)
		}
	}
	if from, to := kept["planner.from"], kept["planner.to"]; len(f.Fields) == 0 && or(from, "08:00") >= or(to, "15:00") {
		f.With("planner.to", "fault.office.rule_hours")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return s.saveValues(ctx, op, s.ruleKeys(), kept, shown)
}

// chosen is what was sent of the rules as it is kept: the program's own value is
// not a choice.
func (s *Service) chosen(values map[string]string) map[string]string {
	out := map[string]string{}
	for _, r := range s.d.Rules {
		if v, sent := values[r.Key]; sent {
			if out[r.Key] = strings.Join(strings.Fields(v), " "); out[r.Key] == r.Default {
				out[r.Key] = ""
			}
		}
	}
	return out
}

func (r Rule) check(f *fault.Fault, v string) {
	switch r.Kind {
	case "number":
		if n, err := strconv.ParseInt(v, 10, 64); err != nil || n < r.Least || n > r.Most {
			f.Fields = append(f.Fields, fault.Field{Name: r.Key, Key: "fault.office.rule_number", Args: map[string]any{
				"Least": i18n.Number(i18n.ID, r.Least), "Most": i18n.Number(i18n.ID, r.Most)}})
		}
	case "clock":
		if !ruleClock.MatchString(v) {
			f.With(r.Key, "fault.office.rule_clock")
		}
	case "flag":
		if v != "0" && v != "1" {
			f.With(r.Key, "fault.office.rule_choice")
		}
	case "codes":
		for _, c := range strings.Fields(v) {
			if c != none && !slices.Contains(r.Codes, c) {
				f.With(r.Key, "fault.office.rule_choice")
				return
			}
		}
		if v == none && r.Table == "" {
			f.With(r.Key, "fault.office.rule_days")
		}
	}
}

func (s *Service) rulesPage(r *web.Request) (web.Response, error) { return s.rulesForm(r, nil, nil) }

// rulesForm asks for all rules, a heading a group. typed is what was sent, where
// others changed the same meanwhile.
func (s *Service) rulesForm(r *web.Request, typed map[string]string, problem error) (web.Response, error) {
	set, shown, err := s.valuesShown(r, s.ruleKeys(), typed)
	if err != nil {
		return nil, err
	}
	form := web.Form{Action: rulesPath, Buttons: []any{web.Button{Label: "office.rules.save"}},
		Fields: []any{&web.FirstShown{Name: shownField, Value: shown.text()}}}
	var groups []string
	fields := map[string][]any{}
	for _, rule := range s.d.Rules {
		if !slices.Contains(groups, rule.Group) {
			groups = append(groups, rule.Group)
		}
		fields[rule.Group] = append(fields[rule.Group], s.ruleField(r, rule, or(set[rule.Key], rule.Default)))
	}
	for _, g := range groups {
		form.Fields = append(form.Fields, &web.More{Title: "office.rules." + g, Note: "office.rules." + g + ".note", Fields: fields[g]})
	}
	v := web.View{Title: "office.rules", Lead: "office.rules.lead", Shape: web.Narrow,
		Crumbs: []web.Crumb{{Label: "outreach.trips", Href: "/perjalanan"}, {Label: "outreach.planner", Href: "/perjalanan/rencana"}, {Label: "office.rules"}}}
	history, err := s.rulesHistory(r)
	if err != nil {
		return nil, err
	}
	if len(history) > 0 {
		v.Aside = []any{web.Card{Title: "office.history", Body: []any{history}}}
	}
	return s.again(r, v, form, problem)
}

func (s *Service) ruleField(r *web.Request, rule Rule, value string) any {
	label := web.Ask(rule.Key, s.d.RuleWords(r.Lang, rule.Key))
	if hint := "outreach.rule." + rule.Key + ".hint"; i18n.Has(hint) {
		label.Hint = hint
	}
	switch rule.Kind {
	case "flag":
		return &web.Radios{Label: label, Two: true, Options: []web.Option{{Value: "0", Label: r.T("office.rules.no"), On: value != "1"}, {Value: "1", Label: r.T("office.rules.yes"), On: value == "1"}}}
	case "codes":
		on := strings.Fields(value)
		checks := &web.Checks{Label: label, Two: true}
		for _, c := range rule.Codes {
			checks.Options = append(checks.Options, web.Option{Value: c, Label: codeWords(r.Lang, rule, c), On: slices.Contains(on, c)})
		}
		return checks
	}
	return &web.Input{Label: label, Value: value, Width: "w6", Max: 8, Number: rule.Kind == "number"}
}

func codeWords(lang string, rule Rule, code string) string {
	if rule.Table == "" {
		n, _ := strconv.Atoi(code)
		return i18n.Weekday(lang, time.Weekday(n%7))
	}
	return lawbook.Current().Label(rule.Table, code, lang)
}

func (s *Service) saveRules(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, rule := range s.d.Rules {
		switch rule.Kind {
		case "codes":
			values[rule.Key] = or(strings.Join(r.Texts(rule.Key), " "), none)
		case "clock":
			values[rule.Key] = r.Clock(rule.Key)
		default:
			values[rule.Key] = r.Text(rule.Key)
		}
	}
	err = s.SaveRules(r.Context(), ledger.Op{ID: opID, Scope: account.ScopeOf(r)}, values, shownIn(r))
	if isMeanwhile(err) {
		return s.rulesForm(r, s.chosen(values), err)
	}
	if fault.Is(err, fault.Invalid) {
		return s.rulesForm(r, nil, err)
	}
	if err != nil {
		return nil, err
	}
	done := web.Redirect(rulesPath).Flash(r.T("office.rules.saved"))
	if last, err := s.ruleChanges(r.Context()); err == nil && len(last) > 0 {
		done.Undo(rulesPath + "/kembali?saat=" + strconv.FormatInt(db.Micros(last[0].At), 10))
	}
	return done, nil
}

// ruleChanges are those of rules, the newest first.
func (s *Service) ruleChanges(ctx context.Context) ([]Change, error) {
	all, err := s.history(ctx, "")
	keys := s.ruleKeys()
	return slices.DeleteFunc(all, func(c Change) bool { return !slices.Contains(keys, c.ID) }), err
}

// rulesHistory lists the acts, each with what it changed and the button that
// takes it back.
func (s *Service) rulesHistory(r *web.Request) (web.Timeline, error) {
	all, err := s.ruleChanges(r.Context())
	if err != nil {
		return nil, err
	}
	var out web.Timeline
	for i := 0; i < len(all) && len(out) < settingsShown; {
		m := web.Moment{Kind: "note", Strong: s.whenAndWho(r, all[i].At, all[i].Actor)}
		at := all[i].At
		for ; i < len(all) && all[i].At.Equal(at); i++ {
			m.Lines = append(m.Lines, s.d.RuleWords(r.Lang, all[i].ID)+": "+s.ruleValue(r, all[i].ID, all[i].Old.Value)+" → "+s.ruleValue(r, all[i].ID, all[i].Now.Value))
		}
		m.Action = web.Button{Label: "office.rules.back", Kind: web.Quiet, Small: true, Post: rulesPath + "/kembali",
			Hidden: []web.Pair{{Name: "saat", Value: strconv.FormatInt(db.Micros(at), 10)}}}
		out = append(out, m)
	}
	return out, nil
}

// ruleValue is the value of a rule in words.
func (s *Service) ruleValue(r *web.Request, key, value string) string {
	var rule Rule
	if i := slices.IndexFunc(s.d.Rules, func(rule Rule) bool { return rule.Key == key }); i >= 0 {
		rule = s.d.Rules[i]
	}
	switch value = or(value, rule.Default); {
	case value == "" || value == none:
		return r.T("office.changes.empty")
	case rule.Kind == "flag":
		return r.T(map[bool]string{true: "office.rules.yes", false: "office.rules.no"}[value == "1"])
	case rule.Kind == "codes":
		var out []string
		for _, c := range strings.Fields(value) {
			out = append(out, codeWords(r.Lang, rule, c))
		}
		return strings.Join(out, ", ")
	}
	return value
}

// undoRules brings the rules that one act changed back to what they were before
// it; that is an act of its own.
func (s *Service) undoRules(r *web.Request) (web.Response, error) {
	opID, err := r.Op()
	if err != nil {
		return nil, err
	}
	all, err := s.ruleChanges(r.Context())
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, c := range all {
		if strconv.FormatInt(db.Micros(c.At), 10) == r.Text("saat") {
			values[c.ID] = c.Old.Value
		}
	}
	if len(values) == 0 {
		return nil, fault.New(fault.NotFound, "fault.office.entry")
	}
	if err := s.SaveRules(r.Context(), ledger.Op{ID: opID, Scope: account.ScopeOf(r)}, values, nil); err != nil {
		return nil, err
	}
	return web.Redirect(rulesPath).Flash(r.T("office.rules.undone")), nil
}
