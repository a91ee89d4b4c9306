package issuance

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// interim is everything that stands on an SKPTI or SKPS.
type interim struct {
	zone       *time.Location
	need       string
	paper      paper
	person     casefile.Person
	head       map[string]string // settings of the office
	letterhead document.Letterhead
	place      string
	origin     string // of the address behind the QR code
}

// Interim prints an SKPTI or SKPS that was issued. The access log must have it
// before; the scope says what for. origin is where this program can be reached
// to check the paper.
func (s *Service) Interim(ctx context.Context, scope db.Scope, st casefile.State, need, origin string) ([]byte, error) {
	flow, _ := casefile.FlowOf(need)
	n, _ := st.Need(need)
	if !flow.Own || n.Document == "" {
		return nil, fault.New(fault.NotFound, "issuance.err.no_paper")
	}
	p, err := s.paper(ctx, scope, st.ID, need)
	if err != nil {
		return nil, err
	}
	set, err := s.Accounts.Settings(ctx)
	if err != nil {
		return nil, err
	}
	in := interim{need: need, paper: p, person: st.Person, head: set, letterhead: s.Letterhead(), zone: s.Zone, place: s.Place, origin: origin}
	var out []byte
	draw := func() error { out, err = in.pdf(); return err }
	if s.Gate != nil {
		return out, s.Gate.Do(ctx, 4, draw)
	}
	return out, draw()
}

// pdf draws the paper, in Indonesian whatever the person at the screen reads:
// an office has to sign it. What is in dispute is left out, and where there is
// no NIK the paper says so: its own number never stands in a NIK's place.
func (in interim) pdf() ([]byte, error) {
	t := func(key string, args ...any) string { return i18n.T(i18n.ID, key, args...) }
	head := in.letterhead
	for _, k := range []string{"office.address", "office.phone"} {
		if v := in.head[k]; v != "" && len(in.letterhead.Address) == 0 {
			head.Address = append(head.Address, v)
		}
	}
	title := t("issuance.paper." + in.need)
	p := document.NewPaper(document.PaperOptions{
		Title: in.paper.Number, Author: head.Office, Language: i18n.ID, Created: in.paper.At.In(in.zone),
		FooterFree: t("issuance.paper.free"), FooterNote: in.paper.Number,
	})
	p.Letterhead(head)
	p.Title(strings.ToUpper(title), t("issuance.paper.number", "Number", in.paper.Number))
	p.Paragraph(t("issuance.paper.says"))
	p.Facts(in.facts(t))
	p.Paragraph(t("issuance.paper." + in.need + ".for"))
	p.Paragraph(t("issuance.paper.until"))
	p.Note(t("issuance.paper.basis"))
	sign := document.Signature{Role: in.head["head.title"], Name: in.head["head.name"]}
	if sign.Role == "" {
		sign.Role = t("issuance.paper.head")
	}
	if id := in.head["head.nip"]; id != "" {
		sign.ID = "NIP. " + id
	}
	if in.place != "" {
		sign.Place = in.place + ", " + i18n.Date(i18n.ID, in.paper.At.In(in.zone))
	}
	p.Signatures([]document.Signature{{Role: t("issuance.paper.holder"), Name: strings.ToUpper(in.person.Printable(casefile.FieldName)),
		Thumb: t("issuance.paper.thumb")}, sign})
	verify := in.origin + "/periksa/" + in.paper.Code
	p.QR(verify, t("issuance.paper.check", "Code", in.paper.Code, "Address", verify))
	return p.Bytes()
}

// facts are what the letter says of its holder. What nobody knows is said to be
// unknown: a line to write on, above the signature of the head, would let anyone
// add to what the office vouched for.
func (in interim) facts(t func(string, ...any) string) []document.Fact {
	say := func(field string) string { return in.person.Printable(field) }
	fact := func(key, value string, fields ...string) document.Fact {
		if value == "" {
			value = t("issuance.paper.not_known")
			if slices.ContainsFunc(fields, func(f string) bool { return in.person.Get(f).Disputed }) {
				value = t("issuance.paper.not_settled")
			}
		}
		return document.Fact{Label: t("issuance.fact." + key), Value: value}
	}
	birth := ""
	if d, err := resident.DateOf(say(casefile.FieldBirth)); err == nil && d.Known() {
		birth = d.Format(i18n.ID)
	}
	sex := ""
	if v := say(casefile.FieldSex); v != "" {
		sex = t("issuance.sex." + v)
	}
	nik := say(casefile.FieldNIK)
	if nik == "" {
		nik = t("issuance.paper.no_nik")
	}
	place := strings.Join(nonEmpty(say(casefile.FieldBirthPlace), birth), ", ")
	// Where a team meets the person is a direction, and no address on a paper that
	// others rely on.
	where := strings.Join(nonEmpty(say(casefile.FieldAddress), rtrw(say), region.LongLabel(region.Code(say(casefile.FieldVillage)))), ", ")
	return []document.Fact{
		fact("name", strings.ToUpper(say(casefile.FieldName)), casefile.FieldName),
		fact("nik", nik),
		fact("born", place, casefile.FieldBirth, casefile.FieldBirthPlace),
		fact("sex", sex, casefile.FieldSex),
		fact("mother", strings.ToUpper(say(casefile.FieldMother)), casefile.FieldMother),
		fact("where", where, casefile.FieldAddress, casefile.FieldVillage),
	}
}

func rtrw(say func(string) string) string {
	var out []string
	for _, p := range [][2]string{{"RT ", say(casefile.FieldRT)}, {"RW ", say(casefile.FieldRW)}} {
		if p[1] != "" {
			out = append(out, p[0]+p[1])
		}
	}
	return strings.Join(out, " ")
}

func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
