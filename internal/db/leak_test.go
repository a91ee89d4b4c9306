package db_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
)

func TestCloseLeavesNoGoroutine(t *testing.T) {
	before := goleak.IgnoreCurrent()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), "JK", putting("a")); err != nil {
			t.Fatal(err)
		}
		if got := names(t, d); got != "a" {
			t.Fatal(got)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	})
	goleak.VerifyNone(t, before)
}
