package handover

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// What waits for an envelope and the envelopes are narrowed and sorted alike,
// and the count above a list is what is in it, on both engines.
func TestListsAreNarrowedAndSorted(t *testing.T) {
	on(t, func(w *world) {
		ctx, who := w.Context(), w.who["handover"]
		var cases []string
		for _, c := range [][2]string{{"35.03.04.2002", "Wagiran"}, {"35.03.04.2001", "Aminah"}, {"35.03.02.2010", "Sutris"}} {
			w.at, w.named = c[0], c[1]
			id, _ := w.issued()
			cases = append(cases, id)
			w.later(4 * 24 * time.Hour)
		}
		checks := []struct {
			asked account.Queue
			want  []string
		}{
			{account.Queue{}, []string{"Wagiran", "Aminah", "Sutris"}},
			{account.Queue{Sort: account.SortName}, []string{"Aminah", "Sutris", "Wagiran"}},
			{account.Queue{Sort: account.SortArea}, []string{"Sutris", "Aminah", "Wagiran"}},
			{account.Queue{Area: "35.03.04", Sort: account.SortName}, []string{"Aminah", "Wagiran"}},
			{account.Queue{Area: "35.03.02.2010"}, []string{"Sutris"}},
			{account.Queue{Need: casefile.NeedBirthDeed, Over: 7}, []string{"Wagiran", "Aminah"}},
			{account.Queue{Need: casefile.NeedNIK}, nil},
		}
		check := func(part string, names func(account.Queue) ([]string, error)) {
			w.Helper()
			for _, c := range checks {
				got, err := names(c.asked)
				held, wrong := w.s.Held(ctx, who, part, c.asked)
				if err != nil || wrong != nil || !slices.Equal(got, c.want) || c.asked.Count(held) != len(c.want) {
					w.Errorf("%s %+v: %v of %d, want %v (%v %v)", part, c.asked, got, c.asked.Count(held), c.want, err, wrong)
				}
			}
			held, err := w.s.Held(ctx, who, part, account.Queue{})
			if n, wrong := w.s.Count(ctx, who, part); err != nil || wrong != nil || n != (account.Queue{}).Count(held) {
				w.Errorf("%s: the chip says %d, the list %d", part, n, (account.Queue{}).Count(held))
			}
		}
		check(PartReady, func(q account.Queue) (out []string, err error) {
			rows, err := w.s.Ready(ctx, who, q, 0, 10)
			for _, r := range rows {
				out = append(out, r.Name)
			}
			return out, err
		})
		for i, id := range cases {
			w.later(-4 * 24 * time.Hour * time.Duration(3-i))
			must[Made](w)(w.s.Seal(ctx, w.op("handover"), Seal{Case: id, Needs: []string{casefile.NeedKK, casefile.NeedBirthDeed}, Seal: "TRG " + strconv.Itoa(i), Meeting: "Balai"}))
			w.later(4 * 24 * time.Hour * time.Duration(3-i))
		}
		check(PartOut, func(q account.Queue) (out []string, err error) {
			lines, err := w.s.Envelopes(ctx, who, PartOut, q, 0, 10)
			for _, l := range lines {
				out = append(out, l.Name)
			}
			return out, err
		})
	})
}

// The page keeps the part of the list in every link, and says what to do where
// a filter leaves nothing.
func TestListPage(t *testing.T) {
	on(t, func(w *world) {
		w.at, w.named = "35.03.04.2001", "Aminah"
		w.sealed()
		w.at, w.named = "", "Sutris"
		w.sealed()
		v := w.site().as("handover")
		for path, want := range map[string][]string{
			"/penyerahan?bagian=jalan":                          {"2 menunggu", "bagian=jalan&amp;urut=nama", `name="bagian" value="jalan"`},
			"/penyerahan?bagian=jalan&wilayah=35.03.04":         {"1 menunggu", "Aminah"},
			"/penyerahan?bagian=jalan&wilayah=35.03.04&lama=90": {"Tidak ada yang cocok", `href="/penyerahan?bagian=jalan"`},
			"/penyerahan": {"/penyerahan?bagian=jalan"},
		} {
			code, page := v.get(path)
			for _, part := range want {
				if code != 200 || !strings.Contains(page, part) {
					w.Errorf("%s: %d, lacks %q", path, code, part)
				}
			}
			if strings.Contains(path, "wilayah") && strings.Contains(page, "Sutris") {
				w.Errorf("%s shows another village", path)
			}
		}
	})
}
