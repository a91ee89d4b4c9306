package office

import (
	"fmt"
	"math"
	"math/bits"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// square is a feature around a point.
func square(code string, lat, lon float64) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"kode":%q},"geometry":{"type":"Polygon","coordinates":[[[%[3]f,%[2]f],[%[4]f,%[2]f],[%[4]f,%[5]f],[%[3]f,%[5]f],[%[3]f,%[2]f]]]}}`,
		code, lat, lon, lon+0.02, lat+0.02)
}

func collection(features ...string) []byte {
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
}

func TestReadGeoJSON(t *testing.T) {
	shapes, skipped, err := readGeoJSON(collection(square("35.03.04.2010", -8.2, 111.5), square("3503042002", -8.1, 111.5), square("35.04.01.2001", -8, 112)), district)
	if err != nil || len(shapes) != 2 || skipped != 1 || shapes[1].Code != "35.03.04.2002" || len(shapes[0].Rings[0]) < 4 {
		t.Fatalf("%+v %d %v", shapes, skipped, err)
	}
	one := square("35.03.04.2010", -8.2, 111.5)
	for key, file := range map[string][]byte{
		"fault.office.boundary.kind":     []byte(`{"type":"Polygon"}`),
		"fault.office.boundary.deep":     []byte(strings.Repeat("[", 1_000_000)),
		"fault.office.boundary.large":    make([]byte, maxGeoJSON+1),
		"fault.office.boundary.code":     collection(one, strings.Replace(one, "kode", "nama", 1)),
		"fault.office.boundary.unknown":  collection(square("35.03.04.2998", -8, 111)),
		"fault.office.boundary.twice":    collection(one, one),
		"fault.office.boundary.geometry": collection(strings.Replace(one, `"Polygon"`, `"Point"`, 1)),
		"fault.office.boundary.place":    collection(square("35.03.04.2010", 111.5, -8.2)),
		"fault.office.boundary.none":     collection(square("35.04.01.2001", -8, 112)),
	} {
		_, _, err := readGeoJSON(file, district)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Fields[0].Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func FuzzGeoJSON(f *testing.F) {
	f.Add(collection(square("35.03.04.2010", -8.2, 111.5)))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"properties":{"kode":3503042010},"geometry":{"type":"MultiPolygon","coordinates":[[]]}}]}`))
	f.Add([]byte(`{"a":"[\"[","type":"FeatureCollection"}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		shapes, _, err := readGeoJSON(file, district)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		for _, s := range shapes {
			for _, r := range s.Rings {
				if got := document.ParseLine(lineText(r)); len(got) != len(r) {
					t.Fatalf("%d points, %d kept", len(r), len(got))
				}
			}
		}
	})
}

// A simplified line keeps its ends and never leaves the old one by more than
// the tolerance.
func TestSimplify(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line []document.Geo
		for range rapid.IntRange(3, 60).Draw(t, "n") {
			line = append(line, document.Geo{Lat: rapid.Float64Range(-9, -8).Draw(t, "lat"), Lon: rapid.Float64Range(111, 112).Draw(t, "lon")})
		}
		line = append(line, line[0])
		short := simplify(line, 0.05)
		if short[0] != line[0] || short[len(short)-1] != line[len(line)-1] || len(short) > len(line) {
			t.Fatal("the ends are others")
		}
		for _, p := range line {
			near := math.Inf(1)
			for i := 1; i < len(short); i++ {
				near = min(near, offLine(p, short[i-1], short[i]))
			}
			if near > 0.05+1e-9 {
				t.Fatalf("%v lies %v beside the line", p, near)
			}
		}
	})
}

// However a ring is drawn, each of its points is measured a few times only: a
// comb whose teeth shorten, a spiral and a fan are split beside their ends.
func TestSimplifyingTakesItsTime(t *testing.T) {
	shapes := map[string]func(i, n int) document.Geo{
		"comb": func(i, n int) document.Geo {
			return document.Geo{Lat: float64(i%2) * float64(n-i), Lon: float64(i) / float64(n)}
		},
		"spiral": func(i, n int) document.Geo {
			a := float64(i) / 50
			return document.Geo{Lat: math.Cos(a) * float64(n-i), Lon: math.Sin(a) * float64(n-i)}
		},
		"fan":  func(i, n int) document.Geo { return document.Geo{Lat: math.Pow(float64(n-i), 3), Lon: float64(i)} },
		"line": func(i, _ int) document.Geo { return document.Geo{Lon: float64(i)} },
	}
	for name, point := range shapes {
		for _, n := range []int{10, 1000, 20000} {
			var ring []document.Geo
			for i := range n {
				ring = append(ring, point(i, n))
			}
			ring = append(ring, ring[0])
			measured := 0
			short := simplifyBy(ring, 1e-9, func(p, a, b document.Geo) float64 {
				measured++
				return offLine(p, a, b)
			})
			if most := n * (3*bits.Len(uint(n)) + 4); measured > most {
				t.Errorf("%s of %d points: measured %d times, at most %d", name, n, measured, most)
			}
			if name == "comb" && len(short) < n {
				t.Errorf("a comb of %d points kept %d: every tooth is seen", n, len(short))
			}
		}
	}
}

func TestBoundaryOnThePage(t *testing.T) {
	on(t, func(w *world) {
		w.Cleanup(func() { region.ApplyPoints(nil) })
		d := w.desk()
		code, page := d.sendFile("/admin/wilayah/batas", "batas", "batas.geojson", []byte(`{}`))
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, "bukan GeoJSON") {
			w.Errorf("no GeoJSON: %d", code)
		}
		for range 2 { // the second time in the place of the first
			if code, page = d.sendFile("/admin/wilayah/batas", "batas", "batas.geojson", collection(square("35.03.04.2010", -8.2, 111.5), square("35.04.01.2001", -8, 112))); code != http.StatusSeeOther {
				w.Fatalf("%d %s", code, page)
			}
		}
		if n, err := w.s.boundaryCount(w.Context()); err != nil || n != 1 {
			w.Errorf("%d %v", n, err)
		}
		if err := w.s.ApplyAreas(w.Context()); err != nil {
			w.Fatal(err)
		}
		if lat, lon, ok := region.Point("35.03.04.2010"); !ok || math.Abs(lat+8.19) > 1e-6 || math.Abs(lon-111.51) > 1e-6 {
			w.Errorf("the middle lies at %v %v %v", lat, lon, ok)
		}
		if err := w.s.SaveBoundary(w.Context(), w.op(authority.Coordinator), nil, nil); !fault.Is(err, fault.Forbidden) {
			w.Errorf("the coordinator brings boundaries: %v", err)
		}
		if _, page = d.send(authority.Admin, http.MethodGet, "/admin/riwayat"); !strings.Contains(page, "Batas desa") {
			w.Error("the history does not know of it")
		}
	})
}
