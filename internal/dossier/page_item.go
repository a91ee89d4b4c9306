package dossier

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// maxFiles is how many scans one item takes at once.
const maxFiles = 10

func (s *Service) itemPage(r *web.Request) (web.Response, error) {
	o, ask, err := s.enter(r, "page.dossier", r.PathValue("item"))
	if err != nil || ask != nil {
		return ask, err
	}
	return s.item(r, o, nil)
}

func (s *Service) item(r *web.Request, o opened, problem error) (web.Response, error) {
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	need := r.PathValue("need")
	i, err := f.item(need, r.PathValue("item"))
	if err != nil {
		return nil, err
	}
	var group Group
	for _, g := range f.List.Groups {
		if g.Need.Need == need {
			group = g
		}
	}
	files, err := s.Attachments.List(r.Context(), o.scope, casefile.KindCase, o.id)
	if err != nil {
		return nil, err
	}
	byHash := map[string]attachment.File{}
	for _, a := range files {
		byHash[a.Hash] = a
	}
	v := web.View{Title: i.Label.In(r.Lang), Lead: r.T("casefile.need."+need) + " · " + group.Book.Citation(i.Requirement), Shape: web.Narrow, Err: problem,
		Crumbs: o.crumbs(r, f, i.Label.In(r.Lang)), Tags: []web.Tag{web.CheckItem{State: marks[i.State]}.Tag()}}
	if i.Returned != "" {
		v.Body = append(v.Body, web.Notice{Tone: web.Warn, Strong: "dossier.item.back", Text: upperFirst(returnReason(r, group.Book, i.Returned, i.ReturnNote))})
	}
	if note := i.Note.In(r.Lang); note != "" {
		v.Body = append(v.Body, web.Notice{Text: note})
	}
	if i.Supplied() {
		card := web.Card{Title: "dossier.item.there"}
		if i.How == HowSubstitute {
			card.Body = append(card.Body, web.Para{Text: r.T("dossier.item.stands_in", "What", substituteLabel(r, i))})
		}
		for n, hash := range i.Attachments {
			card.Body = append(card.Body, s.evidence(r, o, byHash[hash], hash, n+1, len(i.Attachments)))
		}
		if len(card.Body) > 0 {
			v.Body = append(v.Body, card)
		}
	}
	if i.Declared != "" && i.Typed() && s.can(r, o, casefile.FormFilled) && f.mayFill() {
		v.Body = append(v.Body, declare(r, o, f, i))
	}
	if s.can(r, o, casefile.ItemSupplied) && i.Typed() && f.State.May(casefile.ItemSupplied, need) == nil {
		v.Body = append(v.Body, s.supplyForm(r, o, f, i, need, byHash, problem))
	}
	if i.Supplied() && s.can(r, o, casefile.ItemRemoved) && f.State.May(casefile.ItemRemoved, need) == nil {
		v.Body = append(v.Body, removeForm(r, o, i, need, problem))
	}
	v.Body = []any{web.Stack(v.Body)}
	v.Aside = []any{web.Card{Title: "dossier.item.rule", Body: []any{web.Facts{
		{Label: "dossier.item.law", Value: group.Book.Citation(i.Requirement)},
		{Label: "dossier.item.who_can", Value: supplierNames(r, i)},
	}, web.Para{Text: "dossier.free", Small: true, Muted: true}}}}
	return web.Page("", v, nil), nil
}

// declare leads to the declaration that the item takes: fill in, print, sign,
// and bring the photo back here.
func declare(r *web.Request, o opened, f File, i Item) any {
	href := o.path("/formulir/" + url.PathEscape(i.Declared))
	paper := o.path("/formulir/" + url.PathEscape(i.Declared) + ".pdf")
	text := r.T("dossier.declare.none", "Form", i.Declared)
	buttons := web.Row{web.Button{Label: r.T("dossier.item.fill", "Form", i.Declared), Kind: web.Secondary, Href: href}}
	if at := f.List.Forms[i.Declared].At; at != 0 {
		text = r.T("dossier.item.to_sign", "Form", i.Declared, "Day", i18n.Date(r.Lang, r.At(db.FromMicros(at))))
		buttons = web.Row{web.Button{Label: r.T("dossier.print", "Form", i.Declared), Kind: web.Secondary, Icon: "print", Href: paper},
			web.Button{Label: "dossier.declare.change", Kind: web.Quiet, Href: href}}
	}
	return web.Card{Title: r.T("dossier.declare.make", "Form", i.Declared), Body: []any{web.Para{Text: text}, buttons}}
}

func (s *Service) evidence(r *web.Request, o opened, a attachment.File, hash string, n, of int) any {
	e := web.Evidence{Title: r.T("dossier.file.page", "N", n, "Of", of), How: "dossier.file.photo", Icon: "camera"}
	if a.Type == "application/pdf" {
		e.How, e.Icon = "dossier.file.scan", "file"
	}
	if a.Hash == "" {
		// The event came before its photo: from a station, or after a restore.
		e.State = &web.Tag{Tone: web.Warn, Text: "dossier.file.not_here"}
		return e
	}
	e.When = i18n.DateTime(r.Lang, r.At(a.At))
	if s.can(r, o, "attachment.read") {
		e.Action = web.Link{Label: "dossier.file.open", Href: o.path("/lampiran/" + hash)}
	}
	return e
}

func (s *Service) supplyForm(r *web.Request, o opened, f File, i Item, need string, files map[string]attachment.File, problem error) any {
	fm := web.Form{Action: o.path("/berkas/" + need + "/" + url.PathEscape(i.Code)), Files: true}
	if len(i.Substitutes) > 0 {
		how := &web.Radios{Label: web.Ask("cara", "dossier.item.how").Must(), Options: []web.Option{{Value: HowDocument, Label: i.Label.In(r.Lang), On: i.Substitute == ""}}}
		for _, sub := range i.Substitutes {
			how.Options = append(how.Options, web.Option{Value: sub.Code, Label: sub.Label.In(r.Lang), Hint: "dossier.item.substitute.hint", On: sub.Code == i.Substitute})
		}
		fm.Fields = append(fm.Fields, how)
	}
	fm.Fields = append(fm.Fields, &web.Upload{Label: web.Ask("berkas", "dossier.item.upload", "dossier.item.upload.hint"), Accept: "image/jpeg,image/png,application/pdf", Camera: true, Multiple: true})
	same := &web.Checks{Label: web.Ask("pakai", "dossier.item.same", "dossier.item.same.hint")}
	for _, g := range f.List.Groups {
		for _, other := range g.Items {
			if other.Code == i.Code && g.Need.Need == need || len(other.Attachments) == 0 || files[other.Attachments[0]].Hash == "" {
				continue
			}
			label := other.Label.In(r.Lang)
			if other.How == HowSubstitute {
				label = substituteLabel(r, other)
			}
			same.Options = append(same.Options, web.Option{Value: g.Need.Need + ":" + other.Code, Label: label, Hint: r.T("dossier.file.count", "Count", len(other.Attachments))})
		}
	}
	if len(same.Options) > 0 {
		fm.Fields = append(fm.Fields, same)
	}
	fm.Buttons = []any{web.Button{Label: "dossier.item.save"}, web.Button{Label: "dossier.back", Href: o.path("/berkas"), Kind: web.Quiet}}
	title := "dossier.item.supply"
	if i.Supplied() {
		title = "dossier.item.replace"
	}
	return web.Card{Title: title, Body: []any{fm.Fill(r, problem)}}
}

func removeForm(r *web.Request, o opened, i Item, need string, problem error) any {
	sel := &web.Select{Label: web.Ask("sebab", "dossier.remove.reason").Must(), Blank: "dossier.choose"}
	for _, code := range removal {
		sel.Options = append(sel.Options, web.Option{Value: code, Label: "dossier.remove." + code})
	}
	fm := web.Form{Action: o.path("/berkas/" + need + "/" + url.PathEscape(i.Code) + "/lepas"), Fields: []any{sel},
		Buttons: []any{web.Button{Label: "dossier.remove", Kind: web.Danger}}}
	return web.Details{Label: "dossier.remove.title", Body: []any{fm.Fill(r, problem)}}
}

// supplyItem stores what was sent, and then says what it is: who may not, is
// refused before anything is stored.
func (s *Service) supplyItem(r *web.Request) (web.Response, error) {
	o, op, err := s.act(r, casefile.ItemSupplied)
	if err != nil {
		return nil, err
	}
	in := Supply{Need: r.PathValue("need"), Requirement: r.PathValue("item")}
	if how := r.Text("cara"); how != HowDocument {
		in.Substitute = how
	}
	in.Attachments, err = s.sent(r, o, in)
	if err == nil {
		_, err = s.Supply(r.Context(), op, o.id, in)
	}
	return s.done(r, o, err, "dossier.item.saved")
}

func (s *Service) removeItem(r *web.Request) (web.Response, error) {
	o, op, err := s.act(r, casefile.ItemRemoved)
	if err != nil {
		return nil, err
	}
	_, err = s.Remove(r.Context(), op, o.id, r.PathValue("need"), r.PathValue("item"), r.Text("sebab"))
	return s.done(r, o, err, "dossier.item.removed")
}

// done leads back to the checklist, or shows the item again with what is wrong.
func (s *Service) done(r *web.Request, o opened, err error, said string) (web.Response, error) {
	if fault.Is(err, fault.Invalid) {
		to, ask, failed := s.enter(r, "page.dossier", r.PathValue("item"))
		if failed != nil || ask != nil {
			return ask, failed
		}
		return s.item(r, to, err)
	}
	if err != nil {
		return nil, err
	}
	return web.Redirect(o.path("/berkas")).Flash(r.T(said)), nil
}

// sent stores the photos and scans of a form and names those of other items
// that stand for this one too.
func (s *Service) sent(r *web.Request, o opened, in Supply) ([]string, error) {
	f, err := s.Open(r.Context(), o.scope, o.id)
	if err != nil {
		return nil, err
	}
	if err := f.State.May(casefile.ItemSupplied, in.Need); err != nil {
		return nil, err
	}
	i, err := f.item(in.Need, in.Requirement)
	if err != nil {
		return nil, err
	}
	if !i.Typed() {
		return nil, fault.New(fault.Conflict, "fault.dossier.by_itself")
	}
	var out []string
	if sent := r.AllAttached("berkas"); len(sent) > 0 {
		if len(sent) > maxFiles {
			return nil, fault.At("berkas", "fault.dossier.many_files")
		}
		for _, head := range sent {
			file, err := head.Open()
			if err != nil {
				return nil, fault.At("berkas", "attachment.unreadable")
			}
			a, err := s.Attachments.Put(r.Context(), o.scope, casefile.KindCase, o.id, file)
			file.Close()
			if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
				return nil, fault.At("berkas", fault.As(err).Key)
			}
			if err != nil {
				return nil, err
			}
			out = append(out, a.Hash)
		}
	}
	for _, other := range r.Texts("pakai") {
		need, code, _ := strings.Cut(other, ":")
		if there, ok := f.List.Find(need, code); ok {
			out = append(out, there.Attachments...)
		}
	}
	return out, nil
}

// attachmentFile shows a photo or scan. Photos are pictures that this program
// encoded itself; a PDF from outside is only given to be kept, because a page
// in a sandbox cannot show it.
func (s *Service) attachmentFile(r *web.Request) (web.Response, error) {
	hash := r.PathValue("hash")
	o := opened{number: r.PathValue("case")}
	o, ask, err := s.enter(r, "attachment.read", short(hash))
	if err != nil || ask != nil {
		return ask, err
	}
	if err := s.inDossier(r.Context(), o.scope, o.id, hash); err != nil {
		return nil, err
	}
	a, err := s.Attachments.Find(r.Context(), o.scope, casefile.KindCase, o.id, hash)
	if err != nil {
		return nil, err
	}
	content, err := s.Attachments.Read(a)
	if err != nil {
		return nil, err
	}
	out := web.File{Type: a.Type, Bytes: content, Foreign: true}
	if a.Type != "image/jpeg" {
		out.Name = o.number + "-" + short(hash) + ".pdf"
	}
	return out, nil
}

// short is enough of a hash to tell the files of one case apart.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// inDossier refuses a scan of the case that no requirement ever named: the
// photo of a biometric exception or of a hand-over has other readers
// (attachment.evidence, attachment.receipt).
func (s *Service) inDossier(ctx context.Context, scope db.Scope, caseID, hash string) error {
	events, err := s.Ledger.History(ctx, scope, ledger.Subject{Kind: casefile.KindCase, ID: caseID})
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Type != casefile.ItemSupplied {
			continue
		}
		var body casefile.ItemSuppliedBody
		if json.Unmarshal(e.Body, &body) == nil && slices.Contains(body.Attachments, hash) {
			return nil
		}
	}
	return fault.New(fault.NotFound, "attachment.not_found")
}
