package app

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/region"
)

// What the administrator sets shows on the next page and on the next paper, and
// is still there after a start.
func TestLookFollowsTheSettings(t *testing.T) {
	cfg := configAt(t, filepath.Join(t.TempDir(), "data"), "demo=true", "district=35.71")
	a := open(t, cfg)
	page := func(a *App) string {
		site, err := a.Site()
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		req := httptest.NewRequest("GET", "/masuk", nil)
		req.Header.Set("Accept", "text/html")
		site.Handler().ServeHTTP(rec, req)
		return rec.Body.String()
	}
	if before := page(a); !strings.Contains(before, "Dinas Kependudukan dan Pencatatan Sipil Kota Kediri") {
		t.Error("the office is not called after its district")
	}
	if head := a.letterhead(); head.Government != "PEMERINTAH KOTA KEDIRI" {
		t.Error(head.Government)
	}
	ctx := t.Context()
	made, err := a.Accounts.Create(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: a.Accounts.System("test")},
		account.NewUser{Login: "admin", Name: "Bu Admin", Rights: account.Rights{Role: authority.Admin}})
	if err != nil {
		t.Fatal(err)
	}
	op := ledger.Op{ID: ledger.NewOpID(), Scope: a.Accounts.Acting(made.ID, authority.Admin)}
	if err := a.rooms.office.SaveLook(ctx, op, map[string]string{office.SettingOfficeName: "Dinas Contoh", office.SettingPrimary: "#0b6e4f"}, nil); err != nil {
		t.Fatal(err)
	}
	if got := a.letterhead().Office; got != "DINAS CONTOH" {
		t.Errorf("the letterhead says %s", got)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, cfg)
	if after := page(again); !strings.Contains(after, "Dinas Contoh") || !strings.Contains(after, "/static/theme.") {
		t.Error("after a start the look is the old one")
	}
}

func TestSettle(t *testing.T) {
	for code, want := range map[string]string{"35.03": "Asia/Jakarta", "96.71": "Asia/Jayapura"} {
		cfg := configAt(t, t.TempDir(), "district="+code)
		got, err := Settle(cfg)
		if err != nil || got.Zone != want || got.Office != "Dinas Kependudukan dan Pencatatan Sipil "+region.Label(region.Code(code)) {
			t.Errorf("%s: %s, %s, %v", code, got.Zone, got.Office, err)
		}
	}
	cfg := configAt(t, t.TempDir(), "office=Dinas Sendiri", "zone=Asia/Pontianak")
	if got, err := Settle(cfg); err != nil || got.Office != "Dinas Sendiri" || got.Zone != "Asia/Pontianak" {
		t.Errorf("%s, %s, %v", got.Zone, got.Office, err)
	}
	// Another hour than the district's: the tables would say another day than
	// the pages (a due date, the sixty days after a birth).
	for _, zone := range []string{"Asia/Makassar", "UTC"} {
		_, err := Settle(configAt(t, t.TempDir(), "zone="+zone))
		if !fault.Is(err, fault.Invalid) || fault.As(err).Key != "app.zone" {
			t.Errorf("%s in a district of the west: %v", zone, err)
		}
	}
	if _, err := Settle(configAt(t, t.TempDir(), "district=99.99")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a district that does not exist: %v", err)
	}
}
