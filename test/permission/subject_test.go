package permission

import (
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
)

// subject is something that an address can name.
type subject struct {
	n        int               // of a case: the number that its words are made of
	caseID   string            // whose case it is or lies in; "" if nobody's
	kind     string            // what sorts subjects of one sort: stage, state
	values   map[string]string // by placeholder
	targets  []authority.Target
	referred string // the agency, or whoever outside, that a case was referred to
	ended    bool   // closed or left: what is gone with the case is gone
	hidden   bool   // a draft of the office: nobody with a bounded reach sees it
}

// within says whether the table lets somebody do something to a subject.
func within(action authority.Action, a authority.Actor, s *subject) bool {
	reach := authority.Reaches(a.Role, action)
	if s.hidden && reach != authority.Office {
		return false
	}
	if len(s.targets) == 0 {
		return reach != authority.None
	}
	for _, t := range s.targets {
		if authority.Allowed(action, a, t) == nil {
			return true
		}
	}
	return false
}

func (d *district) readCases() {
	d.Helper()
	needs, items, trips := map[string][]string{}, map[string]string{}, map[string]string{}
	for _, r := range d.rows(2, `SELECT case_id, need FROM need ORDER BY case_id, need`) {
		needs[r[0]] = append(needs[r[0]], r[1])
	}
	for _, r := range d.rows(3, `SELECT case_id, need, requirement FROM dossier_item ORDER BY case_id, need DESC, requirement`) {
		items[r[0]] = r[1] + " " + r[2]
	}
	for _, r := range d.rows(2, `SELECT case_id, trip_id FROM trip_case ORDER BY case_id, trip_id`) {
		trips[r[0]] = r[1]
	}
	due := map[string]bool{}
	for _, r := range d.rows(1, `SELECT c.case_id FROM case_file c JOIN trip t ON t.office_id = c.office_id AND t.trip_id = c.trip
		WHERE t.day <= $1 AND t.state IN ('published', 'started')`, today.Format(time.DateOnly)) {
		due[r[0]] = true
	}
	for n, r := range d.rows(12, `SELECT case_id, number, stage, exit, area, agency, institution, reporter, trip, is_open, watcher, exit_to FROM case_file WHERE number <> '' AND erased = 0 ORDER BY opened_at, case_id`) {
		s := &subject{n: n, caseID: r[0], kind: r[2] + " " + r[3], values: map[string]string{"case": r[1], "question": "hadir", "code": "F-1.01", "trip": r[8]},
			targets: []authority.Target{{Area: r[4], Agency: r[5], Watcher: r[10], Institution: r[6], Reporter: r[7]}}}
		s.referred = r[11]
		if due[r[0]] {
			s.kind += " due"
		}
		if r[9] == "0" {
			s.ended = true
		}
		if r[8] == "" {
			s.values["trip"] = trips[r[0]]
		}
		if s.values["trip"] == "" {
			s.values["trip"] = "none"
		}
		if need, item, ok := strings.Cut(items[r[0]], " "); ok {
			s.values["need"], s.values["item"] = need, item
		} else {
			s.values["item"] = "none"
			s.values["need"] = "nik"
			if len(needs[r[0]]) > 0 {
				s.values["need"] = needs[r[0]][0]
			}
		}
		d.cases = append(d.cases, s)
		d.byID[s.caseID] = s
	}
	if len(d.cases) < 200 {
		d.Fatalf("the district has only %d cases", len(d.cases))
	}
}

func (d *district) readEnvelopes() {
	d.Helper()
	for _, r := range d.rows(6, `SELECT e.number, e.state, e.area, e.agency, e.case_id, e.evidence FROM envelope e ORDER BY e.number`) {
		c := d.byID[r[4]]
		if c == nil {
			continue
		}
		hash := r[5]
		if hash == "" {
			hash = strings.Repeat("0", 64)
		}
		d.envelopes = append(d.envelopes, &subject{caseID: r[4], kind: r[1], values: map[string]string{"no": r[0], "hash": hash},
			targets: []authority.Target{{Area: r[2], Agency: r[3]}}})
	}
}

func (d *district) readTrips() {
	d.Helper()
	stops := map[string][]authority.Target{}
	for _, r := range d.rows(3, `SELECT trip_id, village, institution FROM trip_stop ORDER BY trip_id, position`) {
		stops[r[0]] = append(stops[r[0]], authority.Target{Area: r[1], Institution: r[2]})
	}
	for _, r := range d.rows(2, `SELECT trip_id, state FROM trip ORDER BY day, trip_id`) {
		d.trips = append(d.trips, &subject{kind: r[1], values: map[string]string{"trip": r[0]}, targets: stops[r[0]], hidden: r[1] == "planned"})
	}
}

// named are the subjects of addresses with {id}, by what comes before it.
var named = map[string]string{
	"/admin/alat":      `SELECT kit_id FROM office_v_kit ORDER BY kit_id`,
	"/admin/kendaraan": `SELECT vehicle_id FROM office_v_vehicle ORDER BY vehicle_id`,
	"/admin/lembaga":   `SELECT institution_id FROM office_v_institution ORDER BY institution_id`,
	"/admin/aturan":    `SELECT DISTINCT lawbook FROM dossier_v_need ORDER BY lawbook`,
	"/admin/penduduk":  `SELECT import_id FROM register_import ORDER BY import_id`,
	"/perjanjian":      `SELECT agreement_id FROM office_v_agreement ORDER BY agreement_id`,
	"/admin/tim":       `SELECT team_id FROM office_v_team ORDER BY team_id`,
	"/admin/orang":     `SELECT user_id FROM account_user WHERE hash <> '' ORDER BY login`,
	"/evaluasi":        `SELECT evaluation_id FROM evaluation ORDER BY evaluation_id`,
	"/pengaduan-masuk": `SELECT complaint_id FROM public_complaint ORDER BY complaint_id`,
	"/laporan-warga":   `SELECT tip_id FROM public_tip ORDER BY tip_id`,
}

// subjects are what a route can be asked for; one without a placeholder has
// one, of which only the role decides.
func (d *district) subjects(pattern string) []*subject {
	d.Helper()
	before, _, has := strings.Cut(pattern, "/{")
	switch {
	case !has:
		return []*subject{{}}
	case strings.HasSuffix(pattern, "{case}/rujukan"):
		return d.referrals()
	case strings.Contains(pattern, "{case}"):
		return d.cases
	case strings.HasSuffix(pattern, "{plan}/buang"): // none: the others are read afterwards
		return []*subject{{values: map[string]string{"plan": "01a208d7-42f6-77da-824a-1760d221bf13"}}}
	case strings.Contains(pattern, "{plan}"):
		return []*subject{{values: map[string]string{"plan": d.plan}}}
	case strings.Contains(pattern, "{no}"):
		return d.envelopes
	case strings.Contains(pattern, "{trip}"):
		return d.trips
	case before == "/cari":
		return []*subject{{values: map[string]string{"id": "01a208d7-42f6-77da-824a-1760d221bf11"}}}
	case before == "/draf": // somebody else's, or none
		return []*subject{{values: map[string]string{"id": "01a208d7-42f6-77da-824a-1760d221bf12"}}}
	case before == "/panduan/gambar":
		return []*subject{{values: map[string]string{"name": "masuk-390.png"}}}
	case before == "/laporan/surat":
		var out []*subject
		for _, r := range d.rows(4, `SELECT letter_id, agency, area, reporter FROM letter ORDER BY letter_id`) {
			out = append(out, &subject{values: map[string]string{"id": r[0]}, targets: []authority.Target{{Agency: r[1], Area: r[2], Reporter: r[3]}}})
		}
		return out
	case before == "/laporan/impor":
		var out []*subject
		for _, r := range d.rows(4, `SELECT list_id, agency, area, reporter FROM list_file ORDER BY list_id`) {
			out = append(out, &subject{values: map[string]string{"id": r[0]}, targets: []authority.Target{{Agency: r[1], Area: r[2], Reporter: r[3]}}})
		}
		return out
	case named[before] != "":
		var out []*subject
		for _, r := range d.rows(1, named[before]) {
			out = append(out, &subject{values: map[string]string{"id": r[0]}})
		}
		return out
	}
	return nil
}

// referrals are the cases as whoever answers a referral meets them: one that went
// to somebody outside is in the hands of the agency that reported it, which does
// not speak for them.
func (d *district) referrals() (out []*subject) {
	for _, c := range d.cases {
		s := *c
		s.targets = slices.Clone(c.targets)
		for i := range s.targets {
			if s.targets[i].Agency != s.referred {
				s.targets[i].Agency = ""
			}
		}
		out = append(out, &s)
	}
	return out
}

// path fills a pattern; "" if the subject has nothing for a placeholder.
func (s *subject) path(pattern string) string {
	for name, value := range s.values {
		if value != "" {
			pattern = strings.ReplaceAll(pattern, "{"+name+"}", value)
		}
	}
	if strings.Contains(pattern, "{") {
		return ""
	}
	return pattern
}

// spread takes a few subjects that differ in their kind first.
func spread(all []*subject, most int) (out []*subject) {
	seen := map[string]int{}
	for round := 0; len(out) < most && round < most; round++ {
		for _, s := range all {
			if seen[s.kind] != round || len(out) >= most {
				continue
			}
			if len(out) > 0 && out[len(out)-1] == s {
				continue
			}
			taken := false
			for _, o := range out {
				taken = taken || o == s
			}
			if !taken {
				seen[s.kind]++
				out = append(out, s)
			}
		}
	}
	return out
}
