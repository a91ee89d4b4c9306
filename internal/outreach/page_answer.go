package outreach

import (
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

func commas(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// answer keeps what was answered and leads to the next question; the last one
// saves the visit as one act.
func (s *Service) answer(r *web.Request) (web.Response, error) {
	if err := r.Parse(); err != nil {
		return nil, err
	}
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	q := r.PathValue("question")
	x, err := s.sit(r)
	if err != nil {
		if q == AskConfirm && fault.Is(err, fault.Conflict) {
			return s.savedBefore(r, err)
		}
		return nil, err
	}
	if r.Text("nanti") != "" && q == AskConfirm {
		return web.Redirect(x.dayPath()).Flash(r.T("outreach.kept_later")), nil
	}
	if q == AskConfirm {
		return s.saveVisit(r, x)
	}
	beside := x.isBeside(q)
	problem := s.read(r, x, q)
	if problem != nil && !fault.Is(problem, fault.Invalid) {
		return nil, problem
	}
	if problem == nil {
		problem = x.answers.Check(x.sit, q, x.trip.Plan.Day)
	}
	later := r.Text("nanti") != ""
	if problem != nil && !later {
		return s.ask(r, x, q, problem)
	}
	x.sit = s.situation(x.trip, &x.st, x.answers)
	if err := s.store.keep(r.Context(), op.Scope, x.trip.ID, x.id, x.answers); err != nil {
		return nil, err
	}
	if later {
		return web.Redirect(x.dayPath()).Flash(r.T("outreach.kept_later")), nil
	}
	if beside {
		return web.Redirect(x.path(AskConfirm)), nil
	}
	return web.Redirect(x.path(x.answers.After(x.sit, q))), nil
}

// savedBefore answers the second click on "Simpan kunjungan": the visit is
// saved and no longer on the trip.
func (s *Service) savedBefore(r *web.Request, err error) (web.Response, error) {
	if fault.As(err).Key != "fault.outreach.not_on_trip" {
		return nil, err
	}
	op, e := opOf(r)
	if e != nil {
		return nil, e
	}
	id, e := s.Accounts.CaseByNumber(r.Context(), op.Scope, casefile.Visited, r.PathValue("case"))
	if e != nil {
		return nil, e
	}
	// The ledger knows the act by its id and does nothing a second time.
	if e := s.Record(r.Context(), op, r.PathValue("trip"), id, Answers{}); e != nil {
		return nil, err
	}
	return web.Redirect("/lapangan").Flash(r.T("outreach.saved")), nil
}

func (s *Service) saveVisit(r *web.Request, x *sitting) (web.Response, error) {
	op, err := opOf(r)
	if err != nil {
		return nil, err
	}
	err = s.Record(r.Context(), op, x.trip.ID, x.id, x.answers)
	if fault.Is(err, fault.Invalid) {
		// Something before is no longer true; that question says what.
		return web.Redirect(x.path(x.answers.Ahead(x.sit, x.trip.Plan.Day))), nil
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(x.dayPath()).Flash(r.T("outreach.saved")), nil
}

// read takes the answer of one question from the form.
func (s *Service) read(r *web.Request, x *sitting, q string) error {
	a := &x.answers
	switch q {
	case AskFound, AskProxy, AskDifficulty:
		if !x.isBeside(q) {
			return fault.New(fault.NotFound, "fault.outreach.trip")
		}
		return s.answerBeside(r, x, q)
	case AskPresent:
		a.Present = r.Text("hadir")
	case AskNotMet:
		a.Reason, a.Next = r.Text("sebab"), r.Day("lagi")
	case AskIdentity:
		a.Sources, a.Witnesses, a.Named = r.Texts("sumber"), r.Text("saksi"), nil
		for i := range witnessNames {
			a.Named = append(a.Named, words(r.Text(witnessField(i))))
		}
		a.NamedShown = strings.Fields(r.Text("dilihat"))
	case AskPerson:
		return s.readPerson(r, x)
	case AskBiometric:
		if was := a.Outcome; was != r.Text("hasil") {
			// Another outcome has other details and other needs.
			a.NIK, a.Kabupaten, a.Traits, a.Why, a.Evidence, a.Enrolled = "", "", nil, "", "", false
			a.Needs, a.NeedsDone = nil, false
		}
		a.Outcome = r.Text("hasil")
	case AskDetails:
		return s.readDetails(r, x)
	case AskNeeds:
		a.Needs, a.NeedsDone = r.Texts("perlu"), true
	}
	return nil
}

func (s *Service) readPerson(r *web.Request, x *sitting) error {
	d, m, y, cert := r.Parts("lahir")
	said := map[string]Said{
		casefile.FieldName:       {Value: words(r.Text("nama")), Cert: r.Text("nama.cert")},
		casefile.FieldSex:        {Value: r.Text("jk")},
		casefile.FieldBirthPlace: {Value: words(r.Text("tempat_lahir"))},
		casefile.FieldMother:     {Value: words(r.Text("ibu")), Cert: r.Text("ibu.cert")},
		casefile.FieldPlace:      {Value: words(r.Text("tempat"))},
	}
	x.answers.Shown = strings.Fields(r.Text("dilihat"))
	birth := Said{Value: casefile.AsShown(x.id, x.events, x.answers.Shown).Value(casefile.FieldBirth), Cert: cert}
	if d+m+y != "" {
		date, err := birthOf(d, m, y)
		if err != nil {
			x.answers.Person = said
			return &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.answers", Fields: []fault.Field{resident.Field("lahir", err)}}
		}
		birth.Value = date.Text()
	} else if age := r.Text("umur"); age != "" && age != r.Text("umur_semula") {
		date, err := s.bornAt(age, x.trip.Plan.Day)
		if err != nil {
			x.answers.Person = said
			return &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.answers", Fields: []fault.Field{resident.Field("umur", err)}}
		}
		birth = Said{Value: date.Text(), Cert: casefile.CertaintySaid}
	}
	said[casefile.FieldBirth] = birth
	x.answers.Person, x.answers.PersonDone = said, true
	return nil
}

// ageSpread is how many years an estimated age reaches to both sides.
const ageSpread = 3

// bornAt is the birth date of somebody who looks so many years old on the day.
func (s *Service) bornAt(age, day string) (resident.Date, error) {
	n, err := strconv.Atoi(age)
	at, wrong := time.ParseInLocation(time.DateOnly, day, s.Zone)
	if err != nil || wrong != nil {
		n = -1 // no age at all
	}
	return resident.FromAge(n, ageSpread, at)
}

// birthOf reads the parts of a date; day and month may be missing.
func birthOf(d, m, y string) (resident.Date, error) {
	var n [3]int
	for i, s := range []string{y, m, d} {
		if s == "" {
			continue
		}
		v, err := strconv.Atoi(s)
		if err != nil {
			return resident.Date{}, fault.New(fault.Invalid, "fault.outreach.birth")
		}
		n[i] = v
	}
	return resident.NewDate(n[0], n[1], n[2])
}

func (s *Service) readDetails(r *web.Request, x *sitting) error {
	a := &x.answers
	a.NIK, a.Kabupaten = r.Text("nik"), r.Text("kabupaten")
	a.Traits, a.Why = r.Texts("bagian"), r.Text("sebab")
	a.Device, a.Quality, a.Enrolled = words(r.Text("alat")), r.Text("kualitas"), r.Text("direkam") != ""
	if a.Outcome != casefile.BioFailed {
		return nil
	}
	hash, err := s.upload(r, x, "bukti")
	if err == nil && hash != "" {
		a.Evidence = hash
	}
	return err
}
