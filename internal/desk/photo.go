package desk

import (
	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/web"
)

// photo shows the photo of a case's person, after its line in the access log.
// Where nothing says what for, or there is no photo, it leads to the case, which
// asks.
func (s *Service) photo(r *web.Request) (web.Response, error) {
	ctx, sc := r.Context(), account.ScopeOf(r)
	id, err := s.Accounts.CaseByNumber(ctx, sc, "attachment.read", r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	sc, has, err := s.Accounts.Why(ctx, sc, casefile.KindCase, id, "")
	if err != nil {
		return nil, err
	}
	back := web.Redirect("/kasus/" + r.PathValue("case"))
	if !has {
		return back, nil
	}
	events, err := s.Ledger.History(ctx, sc, ledger.Subject{Kind: casefile.KindCase, ID: id})
	if err != nil {
		return nil, err
	}
	st := casefile.FoldState(id, events)
	hash := st.Person.Value(casefile.FieldPhoto)
	if hash == "" {
		return back, nil
	}
	if err := s.Accounts.Log(ctx, sc, account.AccessEntry{Action: "attachment.read", Kind: casefile.KindCase, ID: id, Detail: casefile.FieldPhoto}); err != nil {
		return nil, err
	}
	file, err := s.Attachments.Find(ctx, sc, casefile.KindCase, id, hash)
	if err != nil {
		return nil, err
	}
	content, err := s.Attachments.Read(file)
	if err != nil {
		return nil, err
	}
	return web.File{Type: file.Type, Bytes: content, Foreign: true}, nil
}
