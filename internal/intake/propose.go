package intake

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/resident"
)

// recordedFrom is the age from which a resident's biometrics are recorded, so
// that the KTP-el is there at 17 (UU 24/2013 pasal 63).
const recordedFrom = 16

// channelRegister is the channel of a report that the office's own register
// proposed.
const channelRegister = "register"

// mostProposed bounds how many people are let in with one click.
const mostProposed = 200

// mostLooked bounds how many residents one page looks up among the cases: where
// nearly all of a district have a case already, nobody waits for the few others.
const mostLooked = 300

// ages are the bands by which proposals can be narrowed, in years.
var ages = []struct {
	Code     string
	From, To int // 0 is no bound
}{{"anak", 0, 15}, {"remaja", 16, 17}, {"dewasa", 18, 59}, {"lansia", 60, 0}}

// ProposalFilter narrows the proposals.
type ProposalFilter struct {
	Lacking string // register.LacksRecording or register.LacksNIK
	Area    string // code of a village or kecamatan
	Age     string // code of a band
	// Disabled asks for those of whom the register knows a disability.
	Disabled bool
	After    string // where the page before ended: village~person
}

// Proposal is a resident whom the register shows to be without papers.
type Proposal struct {
	register.Record
	Years int // of age; -1 is unknown
}

// ageOf is the age that a person has at least; -1 where nothing is known.
func ageOf(birth string, now time.Time) int {
	d, err := resident.DateOf(birth)
	if err != nil || !d.Known() {
		return -1
	}
	least, _, ok := d.AgeOn(now)
	if !ok {
		return -1
	}
	return least
}

// Proposals lists residents whom the register shows to be without papers and
// who have no open case, and where the next page begins ("" is the end). A page
// may be empty and not the last. It writes its line into the access log before.
func (s *Service) Proposals(ctx context.Context, scope db.Scope, f ProposalFilter, limit int) (out []Proposal, next string, err error) {
	if err := authority.Allowed("page.proposals", account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, "", err
	}
	if err := s.Accounts.Log(ctx, scope, account.AccessEntry{Action: "page.proposals", Kind: account.AccessList, Detail: "proposals"}); err != nil {
		return nil, "", err
	}
	q := register.Lacking{What: f.Lacking, Area: f.Area, Disabled: f.Disabled}
	youngest := 0
	if f.Lacking == register.LacksRecording {
		youngest = recordedFrom
	}
	oldest := 0
	for _, a := range ages {
		if a.Code == f.Age {
			youngest, oldest = max(youngest, a.From), a.To
		}
	}
	year := s.now().Year()
	if youngest > 0 {
		q.BornTo = year - youngest
	}
	if oldest > 0 {
		q.BornFrom = year - oldest - 1
	}
	q.AfterVillage, q.AfterID, _ = strings.Cut(f.After, "~")
	const page = 100
	for looked := 0; ; looked += page {
		if looked == mostLooked {
			return out, q.AfterVillage + "~" + q.AfterID, nil
		}
		found, err := s.Register.Lacking(ctx, scope, q, page)
		if err != nil {
			return nil, "", err
		}
		for _, p := range found {
			q.AfterVillage, q.AfterID = p.Village, p.ID
			years := ageOf(p.Birth, s.now())
			if years < youngest && youngest > 0 || oldest > 0 && years > oldest {
				continue
			}
			open, err := s.hasOpenCase(ctx, scope, p)
			if err != nil {
				return nil, "", err
			}
			if open {
				continue
			}
			if len(out) == limit {
				last := out[limit-1]
				return out, last.Village + "~" + last.ID, nil
			}
			out = append(out, Proposal{p, years})
		}
		if len(found) < page {
			return out, "", nil
		}
	}
}

// hasOpenCase reports whether somebody of the register has an open case,
// however the case came about.
func (s *Service) hasOpenCase(ctx context.Context, scope db.Scope, p register.Record) (bool, error) {
	found, err := s.Register.Candidates(ctx, scope, register.Query{NIK: p.NIK, Name: p.Name, Sex: p.Sex, Birth: p.Birth, Village: p.Village, Mother: p.Mother})
	if err != nil {
		return false, err
	}
	for _, c := range found {
		id, ok := strings.CutPrefix(c.Ref, casefile.KindCase+":")
		if !ok || !surely(c.Matches) {
			continue
		}
		var open int64
		err := s.DB.QueryRow(ctx, `SELECT is_open FROM case_file WHERE office_id = $1 AND case_id = $2`, scope.Office, id).Scan(&open)
		if err != nil {
			return false, fault.Wrap("fault.intake.read", err)
		}
		if open == 1 {
			return true, nil
		}
	}
	return false, nil
}

// surely reports whether what agrees leaves no doubt that two records are one
// person: the NIK, or name, village and birth together.
func surely(matches []string) bool {
	return slices.Contains(matches, register.MatchNIK) ||
		slices.Contains(matches, register.MatchName) && slices.Contains(matches, register.MatchVillage) && slices.Contains(matches, register.MatchBirth)
}

// Propose makes accepted cases of residents of the register, each an act of its
// own under the one reason, and says how many became a case. Somebody who got a
// case meanwhile, or is no active resident any more, is left out.
func (s *Service) Propose(ctx context.Context, op ledger.Op, people []string, reason string) (made int, err error) {
	f := fault.New(fault.Invalid, "fault.form")
	if people = dedupe(people); len(people) == 0 {
		f.With("pilih", "intake.err.propose_none")
	}
	if len(people) > mostProposed {
		f.With("pilih", "intake.err.propose_many")
	}
	if _, err := resident.ParseReason(reason); reason == "" || err != nil {
		f.With("alasan", "intake.err.reason")
	}
	if len(f.Fields) > 0 {
		return 0, f
	}
	var acts []ledger.Act
	left := make([]bool, len(people)) // stays false where an act was done before
	for i, id := range people {
		p, err := s.Register.Get(ctx, op.Scope, id)
		if err != nil {
			return 0, err
		}
		open, err := s.hasOpenCase(ctx, op.Scope, p)
		if err != nil {
			return 0, err
		}
		own := ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("propose:"+op.ID+":"+id)).String(), Scope: op.Scope}
		acts = append(acts, ledger.Act{Op: own, Make: func(tx *db.Tx) ([]ledger.Draft, error) {
			if left[i] = open; open {
				return nil, nil
			}
			drafts, err := s.proposed(tx, op.Scope, p, reason)
			left[i] = len(drafts) == 0
			return drafts, err
		}})
	}
	refused, err := s.Ledger.DoMany(ctx, acts, nil)
	if err != nil {
		return 0, err
	}
	return howMany(refused, left)
}

// howMany counts the acts that were neither refused nor left out. Where there are
// none it says why the first was refused; else what was done is said, and not that
// one of them was refused.
func howMany(refused []error, left []bool) (done int, err error) {
	for i := range refused {
		switch {
		case refused[i] != nil:
			err = cmp.Or(err, refused[i])
		case !left[i]:
			done++
		}
	}
	if done > 0 {
		err = nil
	}
	return done, err
}

// proposed makes the drafts of one person: reported from the register, known to
// be that entry of it, and accepted.
func (s *Service) proposed(tx *db.Tx, scope db.Scope, p register.Record, reason string) ([]ledger.Draft, error) {
	if p.State != "active" {
		return nil, fault.New(fault.Conflict, "fault.intake.not_resident")
	}
	caseID, err := freeCase(tx, scope.Office, p.ID)
	if err != nil || caseID == "" {
		return nil, err
	}
	in := Report{Person: Person{Fields: statedBy(p)}, Village: region.Code(p.Village), Reasons: []string{reason}, Basis: form.Bases[0]}
	if p.NIK == "" {
		in.Needs = []string{casefile.NeedNIK}
	} else if !p.Recorded {
		in.Needs = []string{casefile.NeedRecording}
	}
	reported, err := s.reported(tx, scope, caseID, in, casefile.ReportedBody{Channel: channelRegister})
	if err != nil {
		return nil, err
	}
	actor := account.ActorOf(scope)
	for _, action := range []authority.Action{casefile.IdentityDecided, casefile.Accepted} {
		if err := authority.Allowed(action, actor, authority.Target{Area: p.Village, Reporter: scope.Person}); err != nil {
			return nil, err
		}
	}
	on := subjectOf(caseID)
	return []ledger.Draft{reported,
		{Subject: on, Type: casefile.IdentityDecided, Area: p.Village, Body: casefile.IdentityDecidedBody{Candidate: "register:" + p.ID, Decision: casefile.Same}},
		{Subject: on, Type: casefile.Accepted, Area: p.Village, Body: casefile.AcceptedBody{}}}, nil
}

// freeCase is the id of the next case that a resident of the register gets; ""
// while the one before is open. The id follows from the resident, so two tabs
// that let the same people in make one case of each.
func freeCase(tx *db.Tx, office, person string) (string, error) {
	for n := 0; ; n++ {
		id := caseOf("register:" + person + ":" + strconv.Itoa(n))
		var there, open int64
		err := tx.QueryRow(`SELECT COUNT(*), COALESCE(MAX(is_open), 0) FROM case_file WHERE office_id = $1 AND case_id = $2`, office, id).Scan(&there, &open)
		switch {
		case err != nil:
			return "", err
		case there == 0:
			return id, nil
		case open == 1:
			return "", nil
		}
	}
}

// statedBy is what the register states of a resident.
func statedBy(p register.Record) []casefile.Assertion {
	var out []casefile.Assertion
	for _, a := range []casefile.Assertion{
		{Field: casefile.FieldName, Value: p.Name}, {Field: casefile.FieldSex, Value: p.Sex}, {Field: casefile.FieldBirth, Value: p.Birth},
		{Field: casefile.FieldMother, Value: p.Mother}, {Field: casefile.FieldNIK, Value: p.NIK}, {Field: casefile.FieldKK, Value: p.KK},
		{Field: casefile.FieldVillage, Value: p.Village}, {Field: casefile.FieldAddress, Value: p.Address},
		{Field: casefile.FieldRT, Value: p.RT}, {Field: casefile.FieldRW, Value: p.RW},
	} {
		if a.Value != "" {
			a.Certainty = casefile.CertaintyDocument
			out = append(out, a)
		}
	}
	return out
}
