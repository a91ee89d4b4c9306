package browser

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/test/program"
)

// The power goes in the middle of saving. Whatever somebody was told is saved
// is there when the program starts again on the same folder.
func TestJourneyThroughAPowerCut(t *testing.T) {
	onBoth(t, powerCut)
}

func powerCut(t *testing.T, more ...string) {
	args := append([]string{"--data", t.TempDir()}, more...)
	p, coordinator := openOffice(t, args...)
	s := &saver{cookies: coordinator.cookies(p.URL), saved: map[string]string{}, enough: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var all sync.WaitGroup
	for who := range 4 {
		all.Go(func() { s.keepSaving(ctx, p.URL, who) })
	}
	select {
	case <-s.enough:
	case <-time.After(patience):
		t.Error("too few reports were saved before the cut")
	}
	p.Kill(t)
	cancel()
	all.Wait()

	again := program.Start(t, program.Options{Args: append([]string{"serve"}, args...)})
	s.cookies = Open(t, again.URL).SignIn(t, "yuni", coordinatorPass).cookies(again.URL)
	for number, name := range s.saved {
		page, status, err := s.ask(t.Context(), http.MethodGet, again.URL+"/laporan/"+number, nil)
		if err != nil || status != http.StatusOK || !strings.Contains(page, name) {
			t.Errorf("%s was saved and is not there: %d %v", number, status, err)
		}
	}
	again.Stop(t)
	if out, code := program.Run(t, append([]string{"verify"}, args...)...); code != 0 {
		t.Errorf("verify ends with %d:\n%s", code, out)
	}
	t.Logf("%d reports were acknowledged before the cut", len(s.saved))
}

// saver saves reports as fast as the program takes them and remembers which
// were acknowledged.
type saver struct {
	cookies []*http.Cookie

	mu     sync.Mutex
	saved  map[string]string // number of the case: name
	enough chan struct{}
}

var anyCase = regexp.MustCompile(`JK-20[0-9]{2}-[0-9]{5}`)

// beforeCut is how many reports are saved before the power goes.
const beforeCut = 25

// keepSaving goes on until the program is gone.
func (s *saver) keepSaving(ctx context.Context, base string, who int) {
	for i := 0; ctx.Err() == nil; i++ {
		name := fmt.Sprintf("Warga%c%03d Rekaan", 'A'+who, i)
		name = strings.NewReplacer("0", "a", "1", "i", "2", "u", "3", "e", "4", "o", "5", "k", "6", "l", "7", "m", "8", "n", "9", "r").Replace(name)
		page, status, err := s.ask(ctx, http.MethodPost, base+"/lapor", url.Values{"op": {ledger.NewOpID()}, "isian": {"/lapor"}, "nama": {name},
			"desa": {"35.03.04.2010"}, "alasan": {"no_nik"}, "dasar": {"public_task"}})
		if err != nil {
			return
		}
		number := anyCase.FindString(page)
		if status != http.StatusOK || number == "" {
			continue
		}
		s.mu.Lock()
		if s.saved[number] = name; len(s.saved) == beforeCut {
			close(s.enough)
		}
		s.mu.Unlock()
	}
}

// ask asks as the signed-in browser would, and follows where it is sent.
func (s *saver) ask(ctx context.Context, method, address string, form url.Values) (string, int, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range s.cookies {
		req.AddCookie(c)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", 0, err
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	return string(page), res.StatusCode, err
}
