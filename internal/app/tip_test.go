package app

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/public"
)

func TestAReportSettlesTheTipItWasWrittenFrom(t *testing.T) {
	ctx := context.Background()
	a := open(t, configAt(t, filepath.Join(t.TempDir(), "data"), "no-encrypt=true"))
	tip, other, merged := ledger.NewOpID(), ledger.NewOpID(), ledger.NewOpID()
	for _, id := range []string{tip, other, merged} {
		if err := a.rooms.public.Tell(ctx, id, public.Tip{Village: "35.03.04.2002", Words: "Mbok Uji"}); err != nil {
			t.Fatal(err)
		}
	}
	scope := a.Accounts.System("verb.test")
	_, err := a.Ledger.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: scope}, func(tx *db.Tx) ([]ledger.Draft, error) {
		on := ledger.Subject{Kind: casefile.KindCase, ID: ledger.NewID()}
		return []ledger.Draft{{Subject: on, Type: casefile.Reported, Area: "35.03.04.2002",
			Body: casefile.ReportedBody{Number: "JK-2021-00001", Channel: "public", Basis: "public_task", Tip: tip}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Ledger.Do(ctx, ledger.Op{ID: ledger.NewOpID(), Scope: db.Scope{Office: "3503", Areas: []string{""}, Role: "coordinator", Person: "p"}}, func(tx *db.Tx) ([]ledger.Draft, error) {
		var id string
		if err := tx.QueryRow(`SELECT case_id FROM case_file WHERE office_id = '3503'`).Scan(&id); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindCase, ID: id}, Type: casefile.Noted, Area: "35.03.04.2002",
			Body: casefile.NotedBody{About: casefile.NoteTip, Tip: merged}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][2]string{tip: {public.TipReported, ""}, merged: {public.TipMerged, ""}, other: {"", "Mbok Uji"}} {
		var got [2]string
		if err := a.DB.QueryRow(ctx, `SELECT outcome, words FROM public_tip WHERE office_id = '3503' AND tip_id = $1`, id).Scan(&got[0], &got[1]); err != nil || got != want {
			t.Errorf("%q, want %q, %v", got, want, err)
		}
	}
}
