package outreach

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// The kinds of value that a rule of planning can have.
const (
	RuleNumber = "number" // a whole number
	RuleClock  = "clock"  // 08:00
	RuleFlag   = "flag"   // "1" is yes
	RuleCodes  = "codes"  // codes with a space between them; "-" is none
)

// Rule is one thing of planning that the office sets: its key in the office's
// settings, and what counts where nothing is set. The values are the program's
// proposal and of no law; the page where they are changed says so.
type Rule struct {
	Key, Group, Kind, Default string
	Least, Most               int64    // of a number
	Codes                     []string // of codes
	Table                     string   // of the lawbook, in which the codes stand; "" are days of the week
}

// The groups of rules, in the order of the page.
const (
	ruleWeights  = "weights"
	ruleTerms    = "terms"
	ruleQuotas   = "quotas"
	ruleMinutes  = "minutes"
	ruleHours    = "hours"
	ruleTogether = "together"
)

// quotaRule begins the key of a kecamatan's own quota.
const quotaRule = "planner.quota."

// homeOnly are the vulnerabilities of whom no gathering is expected.
var homeOnly = []resident.Vulnerability{resident.ChronicallyIll, resident.DisabledPhysical, resident.DisabledSight, resident.DisabledMultiple,
	resident.MentalIllness, resident.Detained, resident.InstitutionalCare}

// vulnerableWeight is what a vulnerability adds to the weight of a visit where the
// office set nothing else.
var vulnerableWeight = map[resident.Vulnerability]int64{
	resident.Elderly: 40, resident.ChronicallyIll: 60, resident.MentalIllness: 50, resident.AbandonedChild: 60,
	resident.Detained: 10, resident.InstitutionalCare: 10, resident.Remote: 40, resident.OtherBarrier: 20,
}

// Rules lists what the office of a kabupaten sets of planning.
func Rules(district region.Code) []Rule {
	number := func(group, key string, def, least, most int64) Rule {
		return Rule{Key: "planner." + key, Group: group, Kind: RuleNumber, Default: strconv.FormatInt(def, 10), Least: least, Most: most}
	}
	at := func(key, def string) Rule {
		return Rule{Key: "planner." + key, Group: ruleHours, Kind: RuleClock, Default: def}
	}
	out := []Rule{
		number(ruleWeights, "weight.base", 100, 1, 1000), number(ruleWeights, "weight.month", 10, 0, 1000),
		number(ruleWeights, "weight.attempt", 15, 0, 1000), number(ruleWeights, "weight.found", 85, 10, 100),
		number(ruleWeights, "weight.recording", 60, 0, 1000), number(ruleWeights, "weight.year", 40, 0, 1000),
	}
	for _, r := range resident.Reasons() {
		def := int64(20)
		if r == resident.DisasterDocuments {
			def = 40
		}
		out = append(out, number(ruleWeights, "weight.reason."+string(r), def, 0, 1000))
	}
	var codes, home []string
	for _, v := range resident.Vulnerabilities() {
		def, ok := vulnerableWeight[v]
		if !ok {
			def = 30
		}
		out = append(out, number(ruleWeights, "weight."+string(v), def, 0, 1000))
		codes = append(codes, string(v))
		if slices.Contains(homeOnly, v) {
			home = append(home, string(v))
		}
	}
	out = append(out,
		number(ruleTerms, "term.urgent", 7, 1, 365), number(ruleTerms, "term.recording", 14, 1, 365), Rule{Key: "planner.on_call", Group: ruleTerms, Kind: RuleFlag, Default: "0"},
		Rule{Key: "planner.first_kit", Group: ruleTerms, Kind: RuleFlag, Default: "0"},
		number(ruleQuotas, "year.quota", 80, 0, 100), number(ruleQuotas, "quota", 5, 0, 100))
	for _, a := range region.Children(district) {
		out = append(out, Rule{Key: quotaRule + string(a.Code), Group: ruleQuotas, Kind: RuleNumber, Default: "", Least: 0, Most: 100})
	}
	return append(out,
		number(ruleMinutes, "minutes.home", minutesHome, 5, 240), number(ruleMinutes, "minutes.gathering", minutesGathering, 5, 240),
		number(ruleMinutes, "minutes.institution", minutesGathering, 5, 240), number(ruleMinutes, "minutes.recording", minutesCard, 5, 240),
		number(ruleMinutes, "setup.home", 5, 0, 120), number(ruleMinutes, "setup.session", 15, 0, 120),
		Rule{Key: "planner.days", Group: ruleHours, Kind: RuleCodes, Default: "1 2 3 4 5", Codes: []string{"1", "2", "3", "4", "5", "6", "7"}},
		at("from", "08:00"), at("to", "15:00"), at("friday.to", "14:00"), at("break", "12:00"), number(ruleHours, "break.minutes", 30, 0, 180),
		number(ruleHours, "cost.day", 150_000, 0, 10_000_000),
		number(ruleTogether, "gather.least", 3, 2, 60),
		Rule{Key: "planner.home_only", Group: ruleTogether, Kind: RuleCodes, Default: strings.Join(home, " "), Codes: codes, Table: "vulnerability"})
}

// ruleValues are the rules in force: what the office set, else the default.
type ruleValues map[string]string

// rules reads them.
func (s *Service) rules(ctx context.Context) (ruleValues, error) {
	out := ruleValues{}
	for _, r := range Rules(s.District) {
		out[r.Key] = r.Default
	}
	err := s.store.each(ctx, `SELECT setting_id, value FROM office_v_setting WHERE office_id = $1 ORDER BY setting_id`, []any{s.OfficeID},
		func(rows *db.Rows) error {
			var key, value string
			err := rows.Scan(&key, &value)
			if _, known := out[key]; known && value != "" {
				out[key] = value
			}
			return err
		})
	return out, err
}

// n is a number; what is none counts as nothing.
func (v ruleValues) n(key string) int64 {
	n, _ := strconv.ParseInt(v["planner."+key], 10, 64)
	return n
}

func (v ruleValues) minutes(key string) float64 { return float64(v.n(key)) }

func (v ruleValues) clock(key string) float64 { return float64(clockMinutes(v["planner."+key])) }

func (v ruleValues) yes(key string) bool { return v["planner."+key] == "1" }

func (v ruleValues) codes(key string) []string {
	return slices.DeleteFunc(strings.Fields(v["planner."+key]), func(c string) bool { return c == "-" })
}

// quota is the least share of its waiting people, in per cent, that a kecamatan
// is to have in a plan.
func (v ruleValues) quota(kecamatan string) int64 {
	if own := v[quotaRule+kecamatan]; own != "" {
		n, _ := strconv.ParseInt(own, 10, 64)
		return n
	}
	return v.n("quota")
}

// stay is how long one person takes, set-up apart.
func (v ruleValues) stay(kind, purpose string) float64 {
	if purpose == PurposeRecording {
		return v.minutes("minutes.recording")
	}
	return v.minutes("minutes." + kind)
}

// setup is what a stop takes once, before its first person.
func (v ruleValues) setup(kind string) float64 {
	if kind == Home {
		return v.minutes("setup.home")
	}
	return v.minutes("setup.session")
}

// part is one thing that a weight is made of: a rule, how often it counts, and
// what it adds.
type part struct {
	Rule   string
	Times  int64
	Weight float64
}

// weigh is how much a visit counts, and what that is made of: how long the person
// waits, why, what makes it hard to come, the attempts so far, and whether the plan
// of the year sends a team to the village just now. Whoever was not
// found is tried again with more weight, but each time it is less likely that
// the way is worth it.
func (v ruleValues) weigh(p waiting, days int) (sum float64, parts []part) {
	add := func(key string, times int64) {
		if w := float64(v.n(key) * times); w != 0 {
			sum, parts = sum+w, append(parts, part{"planner." + key, times, w})
		}
	}
	add("weight.base", 1)
	if p.Purpose != PurposeFirst {
		add("weight.recording", 1)
	}
	if p.Allotted {
		add("weight.year", 1)
	}
	add("weight.month", int64(min(max(days, 0)/30, 24)))
	for _, c := range p.Categories {
		if kind, code, ok := strings.Cut(c, ":"); ok && kind == "reason" {
			add("weight.reason."+code, 1)
		} else if kind == "vulnerability" {
			add("weight."+code, 1)
		}
	}
	add("weight.attempt", int64(min(p.Attempts, 5)))
	if p.Attempts > 0 {
		found := math.Pow(float64(v.n("weight.found"))/100, float64(min(p.Attempts, 5)))
		parts = append(parts, part{"planner.weight.found", int64(p.Attempts), sum*found - sum})
		sum *= found
	}
	return sum, parts
}

// RuleWords is what a rule is called: a reason and a vulnerability as the lawbook
// calls them, a quota by its kecamatan.
func RuleWords(lang, key string) string {
	if area, ok := strings.CutPrefix(key, quotaRule); ok {
		return i18n.T(lang, "outreach.rule.quota_of", "Area", region.Name(region.Code(area)))
	}
	if i18n.Has("outreach.rule." + key) {
		return i18n.T(lang, "outreach.rule."+key)
	}
	code, of := strings.TrimPrefix(key, "planner.weight."), "vulnerability"
	if reason, ok := strings.CutPrefix(code, "reason."); ok {
		code, of = reason, "case_reason"
	}
	return lawbook.Current().Label(of, code, lang)
}
