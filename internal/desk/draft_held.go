package desk

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// maxHeld is how many forms wait for one person whose session was over when they
// were sent. Beyond it the oldest goes: what was typed last is missed first.
const maxHeld = 10

// Hold keeps a form that was sent when its session was over, for web.Config. It
// is kept for the person of that session and nobody else; where that cannot be
// known, or the form is empty or larger than a draft may be (maxDraft, bytes), it is
// not and the id is "".
func (s *Service) Hold(r *web.Request, f web.HeldForm) (string, error) {
	user, err := s.Accounts.Ended(r.Context(), r.Request)
	if err != nil || user == "" {
		return "", err
	}
	d := draft{user: user, id: f.Values.Get(web.DraftID), path: f.Page, sentTo: f.To, files: f.Files}
	if i18n.Has(f.Title) {
		d.title = f.Title
	}
	content := url.Values{}
	for name, list := range f.Values {
		if name != web.DraftID {
			content[name] = list
		}
	}
	if d.text = content.Encode(); d.text == "" || len(d.text)+len(d.sentTo) > maxDraft {
		return "", nil
	}
	return s.keepDraft(r.Context(), d, func(tx *db.Tx, there int) error {
		if there < maxHeld {
			return nil
		}
		_, err := tx.Exec(`DELETE FROM form_draft WHERE office_id = $1 AND user_id = $2 AND draft_id IN
			(SELECT draft_id FROM form_draft WHERE office_id = $1 AND user_id = $2 AND sent_to <> '' ORDER BY saved_at, draft_id LIMIT $3)`,
			s.Office, user, there-maxHeld+1)
		return err
	})
}

// Held reads a form that Hold kept, for web.Config.
func (s *Service) Held(r *web.Request, id string) (web.HeldForm, error) {
	d, content, err := s.readDraft(r.Context(), account.ScopeOf(r).Person, id)
	if err == nil && d.sentTo == "" {
		err = fault.New(fault.NotFound, "fault.desk.draft_gone")
	}
	return web.HeldForm{To: d.sentTo, Page: d.path, Title: d.title, Values: content, Files: d.files, Until: d.until}, err
}

// sealedDraft begins what is kept encrypted: fields as a form sends them never
// begin so.
const sealedDraft = ":1:"

// sealDraft encrypts what waits under a key of the installation and binds it to
// its person, whatever the engine keeps in clear. Without a key it stays as
// readable as the rest of that database.
func (s *Service) sealDraft(d draft) string {
	if s.DraftKey == nil {
		return d.text
	}
	return sealedDraft + base64.RawStdEncoding.EncodeToString(s.draftAEAD().Seal(nil, nil, []byte(d.text), s.draftOwner(d)))
}

// openDraft reads d.text as it is stored; not ok is what no key of this
// installation made for this person.
func (s *Service) openDraft(d draft) (string, bool) {
	sealed, is := strings.CutPrefix(d.text, sealedDraft)
	if !is {
		return d.text, true // older than the key
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || s.DraftKey == nil {
		return "", false
	}
	text, err := s.draftAEAD().Open(nil, nil, raw, s.draftOwner(d))
	return string(text), err == nil
}

func (s *Service) draftOwner(d draft) []byte {
	return []byte(strings.Join([]string{s.Office, d.user, d.id}, "\x00"))
}

func (s *Service) draftAEAD() cipher.AEAD {
	block, err := aes.NewCipher(s.DraftKey)
	if err != nil {
		panic(err) // its length is that of the program
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}
