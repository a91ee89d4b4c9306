package app

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/region"
)

// Two servers on one PostgreSQL: what is changed at one shows at the other
// within seconds, without a start.
func TestAnotherServerFollowsWhatIsChanged(t *testing.T) {
	url := dbtest.PostgresURL(t)
	servers := make([]*App, 2)
	for i := range servers {
		servers[i] = open(t, configAt(t, filepath.Join(t.TempDir(), "data"), "demo=true", "database="+url))
	}
	t.Cleanup(func() { region.Apply(nil) })
	here, there := servers[0], servers[1]
	site, err := there.Site()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { there.keepDressed(ctx); close(ended) }()
	defer func() { stop(); <-ended }()

	made, err := here.Accounts.Create(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: here.Accounts.System("test")},
		account.NewUser{Login: "admin", Name: "Bu Admin", Rights: account.Rights{Role: authority.Admin}})
	if err != nil {
		t.Fatal(err)
	}
	admin := func() ledger.Op {
		return ledger.Op{ID: ledger.NewOpID(), Scope: here.Accounts.Acting(made.ID, authority.Admin)}
	}
	if err := here.rooms.office.SaveLook(ctx, admin(), map[string]string{office.SettingOfficeName: "Dinas Contoh", office.SettingPrimary: "#0b6e4f"}, nil); err != nil {
		t.Fatal(err)
	}
	soon(t, "the look", func() bool {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest("GET", "/masuk", nil)
		req.Header.Set("Accept", "text/html")
		site.Handler().ServeHTTP(rec, req)
		return strings.Contains(rec.Body.String(), "Dinas Contoh") && strings.Contains(rec.Body.String(), "/static/theme.") &&
			there.letterhead().Office == "DINAS CONTOH"
	})

	district := region.Code(here.Config.District)
	var list []office.Listed
	for _, kec := range region.Children(district) {
		list = append(list, office.Listed{Code: string(kec.Code), Name: kec.Name})
		for _, v := range region.Villages(kec.Code) {
			list = append(list, office.Listed{Code: string(v.Code), Name: v.Name})
		}
	}
	renamed := &list[len(list)-1]
	renamed.Name = "Desa Berganti Nama"
	if _, err := here.rooms.office.SaveAreas(ctx, admin(), "", list); err != nil {
		t.Fatal(err)
	}
	region.Apply(nil) // the list in force is one of the whole process: as the other one has it
	soon(t, "the list of areas", func() bool { return region.Name(region.Code(renamed.Code)) == renamed.Name })

	// Who may do what, and settings, are read where they are asked for.
	if err := here.rooms.office.SaveSettings(ctx, admin(), map[string]string{office.SettingPhone: "0355 000000"}, nil); err != nil {
		t.Fatal(err)
	}
	set, err := there.rooms.office.Values(ctx, there.Accounts.System("test"))
	if err != nil || set[office.SettingPhone] != "0355 000000" {
		t.Error(set, err)
	}
}

// soon waits some rounds for what another process changed.
func soon(t *testing.T, what string, there func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * dressEvery); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if there() {
			return
		}
	}
	t.Fatalf("%s did not reach the other server", what)
}
