package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/db/dbtest"
	"github.com/jempolkeren/jempol/internal/fault"
)

// Slices go one after the other, and whoever saves goes between two of them.
func TestSlicesLetOthersBetween(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		order, saved := make(chan string, 20), make(chan error, 1)
		n := 0
		err := d.WriteSlices(t.Context(), "JK", func() *db.Slice {
			if n == 5 {
				return nil
			}
			n++
			i := n
			return &db.Slice{Wait: i == 5, Fn: func(tx *db.Tx) error {
				order <- fmt.Sprint(i)
				tx.AfterCommit(func() { order <- fmt.Sprint("after ", i) })
				if i == 2 { // somebody comes while a slice is written
					go func() {
						saved <- d.Write(context.Background(), "JK", func(tx *db.Tx) error { order <- "other"; return put(tx, "other", "x") })
					}()
					for db.Waiting(d) == 0 {
						time.Sleep(time.Millisecond)
					}
				}
				return put(tx, fmt.Sprint("slice", i), "x")
			}}
		})
		if err := errors.Join(err, <-saved); err != nil {
			t.Fatal(err)
		}
		var all []string
		for len(order) > 0 {
			all = append(all, <-order)
		}
		if got, want := fmt.Sprint(all), "[1 2 other 3 4 5 after 1 after 2 after 3 after 4 after 5]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if got := names(t, d); got != "other slice1 slice2 slice3 slice4 slice5" {
			t.Error(got)
		}
	})
}

// The first error ends the rest, what was written stays, and what follows from it
// is done; who is sent away meanwhile is told so.
func TestSlicesEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		failing, told := errors.New("no"), 0
		slices := func(ctx context.Context, name string, third func() error) error {
			n := 0
			return d.WriteSlices(ctx, "JK", func() *db.Slice {
				n++
				i := n
				return &db.Slice{Fn: func(tx *db.Tx) error {
					tx.AfterCommit(func() { told++ })
					if i == 3 {
						if err := third(); err != nil {
							return err
						}
					}
					return put(tx, fmt.Sprint(name, i), "x")
				}}
			})
		}
		if err := slices(t.Context(), "s", func() error { return failing }); !errors.Is(err, failing) || told != 2 {
			t.Errorf("%v, %d told", err, told)
		}
		if got := names(t, d); got != "s1 s2" {
			t.Error(got)
		}
		ctx, stop := context.WithCancel(t.Context())
		if err := slices(ctx, "u", func() error { stop(); return nil }); !errors.Is(err, context.Canceled) || told != 5 {
			t.Errorf("%v, %d told", err, told)
		}
		if got := names(t, d); got != "s1 s2 u1 u2 u3" {
			t.Error(got)
		}
		if err := d.WriteSlices(t.Context(), "JK", func() *db.Slice { return nil }); err != nil {
			t.Error(err)
		}
		n := 0
		err := d.WriteSlices(t.Context(), "JK", func() *db.Slice {
			if n++; n == 2 {
				panic("a bug of the caller's ends nobody else")
			}
			return &db.Slice{Fn: putting("p")}
		})
		if fault.As(err).Key != "db.panic" || names(t, d) != "p s1 s2 u1 u2 u3" {
			t.Errorf("%v, %s", err, names(t, d))
		}
	})
}

// What is announced is heard when it is durable, and never what was taken back.
func TestAnnounced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		heard := 0
		d.OnAnnounced("a", func() {
			if got := names(t, d); got == "" {
				t.Error("heard before it is there")
			}
			heard++
		})
		say := func(topic string, result error) {
			_ = d.Write(t.Context(), "JK", func(tx *db.Tx) error {
				tx.Announce(topic)
				if err := put(tx, topic, "x"); err != nil {
					return err
				}
				return result
			})
		}
		say("a", errors.New("no"))
		say("b", nil)
		if heard != 0 {
			t.Fatalf("heard %d times", heard)
		}
		say("a", nil)
		if heard != 1 {
			t.Errorf("heard %d times", heard)
		}
	})
}
