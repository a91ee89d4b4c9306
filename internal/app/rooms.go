package app

import (
	"context"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/docs"
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/desk"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/dossier"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/handover"
	"github.com/jempolkeren/jempol/internal/intake"
	"github.com/jempolkeren/jempol/internal/issuance"
	"github.com/jempolkeren/jempol/internal/job"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/monitoring"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/outreach"
	"github.com/jempolkeren/jempol/internal/public"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

// heavyMiB is the memory that password hashing, photos, papers and lists share:
// many at once wait for each other instead of taking the machine's.
const heavyMiB = 128

// room is what app needs of a room with pages.
type room interface{ Routes() []web.Route }

// rooms are the rooms with pages and what they bring.
type rooms struct {
	all       []room
	templates map[string]fs.FS
	office    *office.Service
	public    *public.Service
	intake    *intake.Service
	outreach  *outreach.Service
}

// openRooms makes the rooms in the order in which they lean on each other.
func (a *App) openRooms(ctx context.Context, draftKey []byte) error {
	cfg := a.Config
	id, district := Office(cfg), region.Code(cfg.District)
	var err error
	a.Ledger, err = ledger.Open(ctx, a.DB, ledger.Options{
		Office: id, Replica: "office", IsOffice: true, Kinds: Kinds(),
		FoldVersion: foldVersion, Clock: a.clock, Log: a.Log, Coarse: coarse, React: a.reactions(), Reference: a.reference,
	})
	if err != nil {
		return err
	}
	a.gate = job.NewGate(heavyMiB)
	a.Attachments.Share(a.gate)
	a.Accounts = account.New(account.Options{Office: id, DB: a.DB, Ledger: a.Ledger, Clock: a.clock, Log: a.Log,
		Gate: a.gate, Secure: a.secure(), Places: a.places})
	a.Register = register.Open(a.DB, a.Ledger)
	a.Imports = register.NewImports(register.Deps{Office: id, District: district, DB: a.DB, Accounts: a.Accounts, Files: a.Attachments,
		Register: a.Register, Clock: a.clock})

	a.rooms.office = office.New(office.Deps{Office: id, District: district, DB: a.DB, Ledger: a.Ledger, Accounts: a.Accounts, Imports: a.Imports,
		Rules: planningRules(district), RuleWords: outreach.RuleWords})
	in := intake.New(intake.Deps{DB: a.DB, Ledger: a.Ledger, Accounts: a.Accounts, Attachments: a.Attachments,
		Register: a.Register, Book: a.Book, District: district, Clock: a.clock, Zone: cfg.Location(), Answered: a.answered})
	a.rooms.intake = in
	a.Register.OnSwitch(in.RegisterSwitched)
	out := outreach.New(outreach.Deps{DB: a.DB, Ledger: a.Ledger, Accounts: a.Accounts, Attachments: a.Attachments, Register: a.Register,
		Clock: a.clock, Zone: cfg.Location(), OfficeID: id, District: district, Office: a.officeName, Letterhead: a.letterhead})
	a.rooms.outreach = out
	files := dossier.New(dossier.Deps{DB: a.DB, Ledger: a.Ledger, Accounts: a.Accounts, Attachments: a.Attachments, Register: a.Register,
		Clock: a.clock, Zone: cfg.Location(), Paper: a.paper})
	issue := issuance.New(issuance.Deps{DB: a.DB, Ledger: a.Ledger, Accounts: a.Accounts, Register: a.Register, Book: a.Book,
		District: district, Clock: a.clock, Zone: cfg.Location(), Letterhead: a.letterhead, Place: region.Name(district), Gate: a.gate})
	hand := handover.New(handover.Deps{Office: id, Name: a.officeName, Letterhead: a.letterhead, DB: a.DB, Ledger: a.Ledger, Accounts: a.Accounts,
		Attachments: a.Attachments, Clock: a.clock, Zone: cfg.Location()})
	figures := monitoring.New(monitoring.Deps{Office: id, District: cfg.District, DB: a.DB, Ledger: a.Ledger,
		Accounts: a.Accounts, Book: a.Book, Gate: a.gate, Clock: a.clock, Zone: cfg.Location()})
	a.rooms.public = public.New(public.Deps{Office: id, District: cfg.District, DB: a.DB, Accounts: a.Accounts, Clock: a.clock})
	a.front = desk.New(desk.Deps{Office: id, DB: a.DB, Ledger: a.Ledger, Accounts: a.Accounts, Attachments: a.Attachments, Book: a.Book, Clock: a.clock,
		Zone: cfg.Location(), DraftKey: draftKey, Work: workRoutes(), Doors: doors, Starts: starts, Guide: docs.Guide, Beside: a.beside})

	a.rooms.all = []room{a.front, in, out, files, issue, hand, figures, a.rooms.public, a.rooms.office, a.Accounts}
	a.rooms.templates = map[string]fs.FS{"issuance": issue.Templates()}
	a.Jobs = job.New(job.Options{DB: a.DB, Kinds: allJobs(in.Jobs(), out.Jobs(), a.Imports.Jobs()), Gate: a.gate, Log: a.Log, Clock: a.clock,
		Offices: func(context.Context) ([]string, error) { return []string{id}, nil }})
	return nil
}

// planningRules are the rules of planning, which the office keeps.
func planningRules(district region.Code) (out []office.Rule) {
	for _, r := range outreach.Rules(district) {
		out = append(out, office.Rule(r))
	}
	return out
}

// allJobs are the jobs of several rooms.
func allJobs(rooms ...map[string]job.Kind) map[string]job.Kind {
	all := map[string]job.Kind{}
	for _, r := range rooms {
		maps.Copy(all, r)
	}
	return all
}

// workRoutes say where each piece of open work is done.
func workRoutes() []casefile.WorkRoute {
	return slices.Concat(intake.WorkRoutes(), outreach.WorkRoutes, dossier.WorkRoutes, issuance.WorkRoutes, handover.WorkRoutes)
}

// reactions are what follows from an event outside the ledger.
func (a *App) reactions() []ledger.Reaction {
	// Of whom something new is said, is compared with the register and the other
	// cases, for the coordinator's review.
	weigh := func(tx *db.Tx, e ledger.Event) error { return a.rooms.intake.Weigh(tx, e) }
	ended := func(tx *db.Tx, e ledger.Event) error { return a.rooms.intake.Ended(tx, e) }
	return []ledger.Reaction{
		// What was erased must not lie on as a photo (UU 27/2022 pasal 43).
		{Type: casefile.Erased, Everywhere: true, Enqueue: func(tx *db.Tx, e ledger.Event) error {
			if err := outreach.PurgeDrafts(tx, e.Office, e.Subject.ID); err != nil {
				return err
			}
			return a.Attachments.Purge(tx, e.Office, e.Subject.Kind, e.Subject.ID)
		}},
		{Type: casefile.Reported, Enqueue: func(tx *db.Tx, e ledger.Event) error { return a.rooms.public.Reported(tx, e) }},
		{Type: casefile.Noted, Enqueue: func(tx *db.Tx, e ledger.Event) error { return a.rooms.public.Merged(tx, e) }},
		{Type: casefile.Reported, Enqueue: weigh}, {Type: casefile.PersonStated, Enqueue: weigh}, {Type: casefile.FormFilled, Enqueue: weigh},
		{Type: casefile.Visited, Enqueue: weigh}, {Type: casefile.Reopened, Enqueue: weigh},
		{Type: casefile.Withdrawn, Enqueue: ended}, {Type: casefile.Duplicate, Enqueue: ended}, {Type: casefile.Erased, Enqueue: ended},
		{Type: casefile.Erased, Enqueue: func(tx *db.Tx, e ledger.Event) error { return a.rooms.outreach.Erased(tx, e) }},
		{Type: casefile.ReferenceChanged, Enqueue: func(tx *db.Tx, e ledger.Event) error {
			a.redress(tx)
			return a.rooms.office.Number(tx, e.ID, e.OccurredAt)
		}},
	}
}

// reference is the number of the reference data that an act is made under.
func (a *App) reference(tx *db.Tx) (int64, error) { return a.rooms.office.Current(tx) }

// places are the agencies and institutions of the office.
func (a *App) places(ctx context.Context) ([]account.Place, error) { return a.rooms.office.Places(ctx) }

// letterhead is the head of every paper that the office prints.
func (a *App) letterhead() document.Letterhead {
	area := region.Name(region.Code(a.Config.District))
	kind := "KABUPATEN"
	if x, ok := region.Get(region.Code(a.Config.District)); ok && x.Kind == region.KindKota {
		kind = "KOTA"
	}
	whose := " " + kind + " " + strings.ToUpper(area)
	// The government's line says whose office it is; said twice it fills two lines.
	return document.Letterhead{Government: "PEMERINTAH" + whose, Office: strings.TrimSuffix(strings.ToUpper(a.officeName()), whose)}
}

// paper is what stands on every printed form.
func (a *App) paper(ctx context.Context) (form.Meta, error) {
	set, err := a.rooms.office.Values(ctx, a.Accounts.System("paper"))
	if err != nil {
		return form.Meta{}, err
	}
	head := a.letterhead()
	for _, line := range []string{set[office.SettingAddress], set[office.SettingPhone]} {
		if line != "" {
			head.Address = append(head.Address, line)
		}
	}
	m := form.Meta{Printed: a.Now(), Letterhead: head, Place: region.Name(region.Code(a.Config.District)), Head: set[office.SettingHeadName]}
	if nip := set[office.SettingHeadNIP]; nip != "" {
		m.HeadID = "NIP. " + nip
	}
	return m, nil
}
