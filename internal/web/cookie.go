package web

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// sealer encrypts what a cookie carries from one page to the next, so that a
// person's name in "Wagijem ditandai orang yang sama" is not readable there.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (*sealer, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &sealer{aead}, nil
}

func (s *sealer) seal(purpose string, plain []byte) string {
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, []byte(purpose)))
}

func (s *sealer) open(purpose, text string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, false
	}
	plain, err := s.aead.Open(nil, nil, raw, []byte(purpose))
	return plain, err == nil
}

// flash is what the page after a redirect says happened.
type flash struct {
	Text string `json:"t"`
	Undo string `json:"u,omitempty"`
}

const flashCookie = "kabar"

func (s *Server) putFlash(w http.ResponseWriter, f *flash) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(flashCookie, s.seal.seal(flashCookie, raw), 10*time.Minute))
	return nil
}

// readFlash reads the message for a page. A part that htmx fetches, a file or a
// POST is not the next page.
func (s *Server) readFlash(r *http.Request) *flash {
	if r.Method != http.MethodGet || r.Header.Get("HX-Request") != "" ||
		!strings.Contains(r.Header.Get("Accept"), "text/html") {
		return nil
	}
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	raw, ok := s.seal.open(flashCookie, c.Value)
	var f flash
	if !ok || json.Unmarshal(raw, &f) != nil {
		return nil
	}
	return &f
}

// sendPage sends a page and forgets the message that it showed; a redirect in
// between leaves it for the page after.
func (s *Server) sendPage(w http.ResponseWriter, r *Request, status int, body []byte) error {
	if r.flash != nil {
		http.SetCookie(w, s.cookie(flashCookie, "", -time.Second))
	}
	return send(w, "text/html; charset=utf-8", status, body)
}
