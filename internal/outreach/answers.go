package outreach

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Why a person is visited.
const (
	PurposeFirst     = "first"
	PurposeRecording = "recording" // the NIK is there, the recording is not
	PurposeBiometric = "biometric" // the check must be made again
)

// Outcomes of the page that are no outcome of a check: none was made, or the
// visit was for the recording and it succeeded.
const (
	NoCheck  = "none"
	Enrolled = "enrolled"
)

// The questions of a visit, as they stand in the address.
const (
	AskPresent   = "hadir"
	AskNotMet    = "tidak-bertemu"
	AskIdentity  = "identitas"
	AskPerson    = "data"
	AskBiometric = "biometrik"
	AskDetails   = "rincian"
	AskNeeds     = "kebutuhan"
	AskConfirm   = "periksa"
)

// The codes that the questions offer, in their order.
var (
	Sources    = []string{"kk_old", "ktp_old", "deed", "letter", "village_head", "family", "neighbour", "institution"}
	NotMets    = []string{"away", "moved_temporarily", "ill", "closed", "refused_today", "unreachable"}
	Traits     = []string{"fingers_right", "fingers_left", "iris", "face", "signature"}
	BioReasons = []string{"worn", "amputation", "wound", "tremor", "cataract", "blind", "agitated", "refused"}
)

// personFields are what the visit checks of a person, in the order of the page.
var personFields = []string{casefile.FieldName, casefile.FieldSex, casefile.FieldBirth, casefile.FieldBirthPlace,
	casefile.FieldMother, casefile.FieldPlace}

// Said is what was said of one field, and how certain it is.
type Said struct {
	Value string `json:"value"`
	Cert  string `json:"cert,omitempty"`
}

// Answers are what an officer has answered so far.
type Answers struct {
	Present string `json:"present,omitempty"` // yes, no
	Reason  string `json:"reason,omitempty"`  // of no
	Next    string `json:"next,omitempty"`    // ISO date

	Sources   []string `json:"sources,omitempty"`
	Witnesses string   `json:"witnesses,omitempty"`
	Named     []string `json:"named,omitempty"` // the witnesses who gave their names, at most witnessNames
	// NamedShown are the events whose witnesses the page showed.
	NamedShown []string `json:"named_shown,omitempty"`

	Person     map[string]Said `json:"person,omitempty"` // as checked, all fields of the page
	Shown      []string        `json:"shown,omitempty"`  // events whose statements the page showed
	PersonDone bool            `json:"person_done,omitempty"`

	Outcome   string   `json:"outcome,omitempty"`
	NIK       string   `json:"nik,omitempty"`
	Kabupaten string   `json:"kabupaten,omitempty"`
	Traits    []string `json:"traits,omitempty"`
	Why       string   `json:"why,omitempty"`
	Evidence  string   `json:"evidence,omitempty"` // attachment hash
	Device    string   `json:"device,omitempty"`
	Quality   string   `json:"quality,omitempty"`
	Enrolled  bool     `json:"enrolled,omitempty"`

	Needs     []string `json:"needs,omitempty"`
	NeedsDone bool     `json:"needs_done,omitempty"`

	Beside map[string]Told `json:"beside,omitempty"` // by question
}

// Outcomes lists what the biometric question offers.
func (s Situation) Outcomes() []string {
	switch {
	case s.Recording() && s.Kit:
		return []string{Enrolled, casefile.BioFailed, casefile.BioRepeat}
	case !s.Kit:
		return []string{casefile.BioRepeat, NoCheck}
	}
	out := []string{casefile.BioLocal, casefile.BioElsewhere, casefile.BioNotFound, casefile.BioPending, casefile.BioFailed, casefile.BioRepeat}
	if s.MayBeChild() {
		out = append(out, NoCheck)
	}
	return out
}

// Questions are those of this visit, in order, as the answers so far make them.
func (a Answers) Questions(s Situation) []string {
	if a.Present == No {
		return []string{AskPresent, AskNotMet, AskConfirm}
	}
	out := []string{AskPresent, AskIdentity, AskPerson}
	if !s.Child() {
		out = append(out, AskBiometric)
		switch a.Outcome {
		case casefile.BioRepeat, NoCheck:
		default:
			out = append(out, AskDetails)
		}
	}
	return append(out, AskNeeds, AskConfirm)
}

// After is the question that follows; the last one follows itself.
func (a Answers) After(s Situation, question string) string {
	q := a.Questions(s)
	return q[min(slices.Index(q, question)+1, len(q)-1)]
}

// Ahead is the first question that still lacks its answer.
func (a Answers) Ahead(s Situation, day string) string {
	for _, q := range a.Questions(s) {
		if q != AskConfirm && a.Check(s, q, day) != nil {
			return q
		}
	}
	return AskConfirm
}

// Check refuses an answer that is missing or cannot be true.
func (a Answers) Check(s Situation, question, day string) error {
	f := &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.answers"}
	switch question {
	case AskPresent:
		if a.Present != Yes && a.Present != No {
			f.With("hadir", "fault.outreach.present")
		}
	case AskNotMet:
		if !slices.Contains(NotMets, a.Reason) {
			f.With("sebab", "fault.outreach.not_met_reason")
		}
		if !isDay(a.Next) || a.Next <= day {
			f.With("lagi", "fault.outreach.next")
		}
	case AskIdentity:
		a.checkIdentity(f)
	case AskPerson:
		a.checkPerson(f)
		if d, err := resident.DateOf(a.Person[casefile.FieldBirth].Value); err == nil {
			if first, _, ok := d.Bounds(); ok && first.Format(time.DateOnly) > day {
				f.With("lahir", "fault.outreach.birth_future")
			}
		}
	case AskBiometric:
		if !slices.Contains(s.Outcomes(), a.Outcome) {
			f.With("hasil", "fault.outreach.outcome")
		}
	case AskDetails:
		asked, _ := time.Parse(time.DateOnly, day) // the day of the trip
		a.checkDetails(s, f, asked)
	case AskNeeds:
		a.checkNeeds(s, f)
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Complete checks every question.
func (a Answers) Complete(s Situation, day string) error {
	for _, q := range a.Questions(s) {
		if err := a.Check(s, q, day); err != nil {
			return err
		}
	}
	return nil
}

func (a Answers) checkIdentity(f *fault.Fault) {
	if len(a.Sources) == 0 || !within(a.Sources, Sources) {
		f.With("sumber", "fault.outreach.sources")
	}
	if _, ok := a.witnesses(); !ok {
		f.With("saksi", "fault.outreach.witnesses")
	}
	for i, name := range a.Named {
		if _, err := resident.ParseName(name); name != "" && err != nil {
			f.Fields = append(f.Fields, resident.Field(witnessField(i), err))
		}
	}
}

// witnessNames is how many witnesses a form has lines for (F-2.03 and F-2.04).
const witnessNames = 2

func witnessField(i int) string { return "saksi" + strconv.Itoa(i+1) }

// named are the witnesses as the person's case keeps them, those that differ
// from what the page showed.
func (a Answers) named(was casefile.Person) (out []casefile.Assertion) {
	for i, name := range a.Named {
		element := strconv.Itoa(i + 1)
		if name != was.Element(casefile.FieldWitness, element).Value {
			out = append(out, casefile.Assertion{Field: casefile.FieldWitness, Element: element, Value: name, Certainty: casefile.CertaintySaid})
		}
	}
	return out
}

func (a Answers) witnesses() (int, bool) {
	if a.Witnesses == "" {
		return len(slices.DeleteFunc(slices.Clone(a.Named), func(s string) bool { return s == "" })), true
	}
	n, err := strconv.Atoi(a.Witnesses)
	return n, err == nil && n >= 0 && n <= 9
}

// formField is the name of a person's field on the page.
var formField = map[string]string{casefile.FieldName: "nama", casefile.FieldSex: "jk", casefile.FieldBirth: "lahir",
	casefile.FieldBirthPlace: "tempat_lahir", casefile.FieldMother: "ibu", casefile.FieldPlace: "tempat"}

func (a Answers) checkPerson(f *fault.Fault) {
	if !a.PersonDone {
		f.With("nama", "fault.outreach.person")
		return
	}
	for _, name := range []string{casefile.FieldName, casefile.FieldMother} {
		if v := a.Person[name].Value; v != "" {
			if _, err := resident.ParseName(v); err != nil {
				f.Fields = append(f.Fields, resident.Field(formField[name], err))
			}
		}
	}
	if v := a.Person[casefile.FieldSex].Value; v != "" && v != string(resident.Male) && v != string(resident.Female) {
		f.With("jk", "fault.outreach.sex")
	}
	if _, err := resident.DateOf(a.Person[casefile.FieldBirth].Value); err != nil {
		f.With("lahir", "fault.outreach.birth")
	}
	for _, name := range []string{casefile.FieldBirthPlace, casefile.FieldPlace} {
		if len(a.Person[name].Value) > 200 {
			f.With(formField[name], "fault.outreach.long")
		}
	}
}

func (a Answers) checkDetails(s Situation, f *fault.Fault, asked time.Time) {
	if _, ok := a.quality(); !ok {
		f.With("kualitas", "fault.outreach.quality")
	}
	if len(a.Device) > 60 {
		f.With("alat", "fault.outreach.long")
	}
	if a.Enrolled && !s.HasNIK && a.Outcome != casefile.BioLocal {
		// A recording hangs on the person's NIK.
		f.With("direkam", "fault.outreach.enrol_without_nik")
	}
	switch a.Outcome {
	case casefile.BioLocal, casefile.BioElsewhere:
		if _, err := resident.ReadNIK(a.NIK, asked); err != nil {
			f.Fields = append(f.Fields, resident.Field("nik", err))
		}
		if a.Outcome == casefile.BioElsewhere {
			s.elsewhere(f, a.Kabupaten)
		}
	case casefile.BioFailed:
		if len(a.Traits) == 0 || !within(a.Traits, Traits) {
			f.With("bagian", "fault.outreach.traits")
		}
		if !slices.Contains(BioReasons, a.Why) {
			f.With("sebab", "fault.outreach.why")
		}
		// Who refuses to be recorded is not photographed either.
		if a.Evidence == "" && a.Why != "refused" {
			f.With("bukti", "fault.outreach.evidence")
		}
	}
}

func (a Answers) quality() (int, bool) {
	if a.Quality == "" {
		return 0, true
	}
	n, err := strconv.Atoi(a.Quality)
	return n, err == nil && n >= 0 && n <= 100
}

func (a Answers) checkNeeds(s Situation, f *fault.Fault) {
	if !a.NeedsDone {
		f.With("perlu", "fault.outreach.needs")
		return
	}
	outcome := a.Outcome
	if s.Child() {
		outcome = NoCheck
	}
	if slices.Contains(a.Needs, casefile.NeedNIK) && !s.MayNeedNIK(outcome) {
		f.With("perlu", "fault.outreach.second_nik")
	} else if !within(a.Needs, s.Offer(outcome)) {
		f.With("perlu", "fault.outreach.needs_offer")
	}
	if len(a.Needs) == 0 && len(s.Open) == 0 && settled(outcome) {
		f.With("perlu", "fault.outreach.needs")
	}
}

// settled reports whether the outcome lets the officer say what is needed; a
// pending search or a repeat decides it later.
func settled(outcome string) bool {
	return outcome != casefile.BioPending && outcome != casefile.BioRepeat
}

// changes are what the officer corrected or completed of what the page showed.
func (a Answers) changes(was casefile.Person) []casefile.Assertion {
	var out []casefile.Assertion
	for _, name := range personFields {
		said, ok := a.Person[name]
		seen := was.Get(name)
		switch {
		case !ok, said.Value == seen.Value && !seen.Disputed, said.Value == "" && seen.Disputed:
			continue // an empty line does not settle what two people said
		}
		cert := said.Cert
		if cert != casefile.CertaintyDocument {
			cert = casefile.CertaintySaid
		}
		out = append(out, casefile.Assertion{Field: name, Value: said.Value, Certainty: cert})
	}
	return out
}

func within(list, all []string) bool {
	for _, v := range list {
		if !slices.Contains(all, v) {
			return false
		}
	}
	return true
}

var dayShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && dayShape.MatchString(s)
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }
