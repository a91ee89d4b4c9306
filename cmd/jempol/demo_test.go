package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/config"
	"github.com/jempolkeren/jempol/internal/demo"
)

// A district that was made for a chosen day stays on it; the hour at which it is
// looked at is chosen anew each time.
func TestADemonstrationKeepsItsDay(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "demo.json"), []byte(`{"complete":true,"district":"35.03","today":"2021-08-16","fixed":true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	folder, err := demo.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, flags := range [][]string{{"today=2021-08-16T09:00"}, {"today=2021-09-01T09:00"}, {"today=2021-09-01"}, nil} {
		_, at, err := (&demoCmd{}).config(&session{flags: flags}, dir, folder)
		if err != nil {
			t.Fatal(err)
		}
		if day := at.Format(time.DateOnly); day != "2021-08-16" {
			t.Errorf("%q shows the %s", flags, day)
		}
		if asked := len(flags) > 0 && len(flags[0]) > len("today=2021-08-16"); asked && at.Format("15:04") != "09:00" {
			t.Errorf("%q begins at %s", flags, at.Format("15:04"))
		}
	}
}

// A demonstration that is served again looks at the day that was asked for.
func TestServingADayOfADemonstration(t *testing.T) {
	for today, want := range map[string]string{"2021-08-16T09:00": "2021-08-16 09:00", "": ""} {
		cfg, err := config.Load("", nil, "data="+t.TempDir(), "demo=true", "no-encrypt=true", "today="+today)
		if err != nil {
			t.Fatal(err)
		}
		clock := clockOf(cfg)
		if (clock == nil) != (want == "") || clock != nil && clock().Format("2006-01-02 15:04") != want {
			t.Errorf("%q is not the day that is looked at", today)
		}
	}
}
