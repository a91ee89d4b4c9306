package bench

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/linkage"
)

// What is printed must follow from what is written: somebody else who reads the
// answers comes to the same figures.
func TestTheFiguresFollowFromTheAnswers(t *testing.T) {
	dir := t.TempDir()
	g, err := GenerateLinkage(GenerateOptions{Dir: dir, Residents: 4000, Reports: 300, Seed: 1, Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	o := LinkageOptions{Register: g.Register, Reports: g.Reports, Out: filepath.Join(dir, "F.csv"), Log: io.Discard}
	r, err := Linkage(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Residents != 4000 || r.Count != 300 || r.BuildMS <= 0 || r.HeapBytes == 0 || r.P50US <= 0 || r.P99US < r.P50US || r.BatchMS < r.LearnMS {
		t.Errorf("%+v", r)
	}
	reports, err := ReadReports(g.Reports, nil)
	if err != nil {
		t.Fatal(err)
	}
	answers := make([]answer, len(reports))
	for i := range answers {
		answers[i].present = reports[i].Truth != ""
	}
	b, err := os.ReadFile(o.Out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil || !slices.Equal(rows[0], []string{"report", "rank", "register_id", "score", "probability", "auto"}) {
		t.Fatalf("%v, %v", rows, err)
	}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	last := [2]int{}
	for _, row := range rows[1:] {
		at := [2]int{int(number(row[0])), int(number(row[1]))}
		if at[0] == last[0] && at[1] != last[1]+1 || at[0] > last[0] && at[1] != 1 || at[0] < last[0] || at[1] > 10 {
			t.Errorf("%v after %v", at, last)
		}
		last = at
		a := &answers[at[0]-1]
		if at[1] == 1 {
			a.found, a.score, a.probability, a.auto = true, number(row[3]), number(row[4]), row[5] == "1"
		}
		if a.present && row[2] == reports[at[0]-1].Truth {
			a.rank = at[1]
		}
	}
	q := quality(answers)
	near(t, "recall@1", r.RecallAt1, *q.RecallAt1)
	near(t, "recall@5", r.RecallAt5, *q.RecallAt5)
	near(t, "best F1", r.BestF1, *q.BestF1)
	near(t, "recall at precision .99", r.RecallAtP99, *q.RecallAtP99)
	near(t, "false automatic links", r.FalseAutoRate, *q.FalseAutoRate)
	if math.Abs(*r.ECE-*q.ECE) > 1e-4 { // probabilities are written with six digits
		t.Errorf("calibration %v, %v", *r.ECE, *q.ECE)
	}
	if *r.RecallAt1 > g.Ceiling+0.03 || len(r.Strata) < 6 {
		t.Errorf("recall %v above the ceiling %v, or strata are missing: %v", *r.RecallAt1, g.Ceiling, r.Strata)
	}
	again, err := Linkage(t.Context(), o)
	if err != nil || !reflect.DeepEqual(again.Quality, r.Quality) {
		t.Errorf("another time: %+v, %v", again.Quality, err)
	}
	if b2, err := os.ReadFile(o.Out); err != nil || !bytes.Equal(b, b2) {
		t.Errorf("the answers differ another time, %v", err)
	}
}

func TestWithoutTruthThereIsOnlySpeed(t *testing.T) {
	r, err := Linkage(t.Context(), LinkageOptions{Register: file(t, "id,name\n1,SITI AMINAH\n2,BUDI\n"), Reports: file(t, "name\nsiti\n"), Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(b.Bytes(), &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"load_ms", "build_ms", "heap_bytes", "p50_us", "p99_us", "batch_ms"} {
		if _, ok := fields[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range []string{"recall_at_1", "best_f1", "false_auto_rate", "ece", "strata"} {
		if v, ok := fields[name]; ok {
			t.Errorf("%s is %v", name, v)
		}
	}
	var text bytes.Buffer
	r.WriteText(&text)
	if !strings.Contains(text.String(), "2 residents") || strings.Contains(text.String(), "recall@1") {
		t.Error(text.String())
	}
}

func TestAnswerBesideTheTruth(t *testing.T) {
	m := []linkage.Match{{ID: "a", Score: 3, Probability: 0.75, Auto: true}, {ID: "b", Score: 1}}
	if got := answerOf(m, "b", true); got != (answer{present: true, rank: 2, found: true, score: 3, probability: 0.75, auto: true}) {
		t.Errorf("%+v", got)
	}
	if got := answerOf(m, "c", true); got.rank != 0 {
		t.Errorf("%+v", got)
	}
	if got := answerOf(m, "a", false); got.rank != 0 || got.right() { // nobody of this id is in the register
		t.Errorf("%+v", got)
	}
	if got := answerOf(nil, "a", true); got != (answer{present: true}) {
		t.Errorf("%+v", got)
	}
}

func TestFebrlIsRead(t *testing.T) {
	dir := t.TempDir()
	const head = "rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id\n"
	const org = "rec-1-org, michaela, neumann, 8, stanley street, miami, winston hills, 4223, nsw, 19151111, 5304218\n" +
		"rec-2-org, courtney, painter, 12, pinkerton circuit, bega flats, richlands, 4560, vic, 19161214, 4066625\n"
	const dup = "rec-1-dup-0, michaela, neuman, 8, stanley street, , winston hills, 4223, nsw, 19151111, 5304218\n" +
		"rec-2-dup-0, courtney, painter, 12, pinkerton circiut, bega flats, richlands, 4560, vic, 19161213, 4066625\n"
	for name, text := range map[string]string{"febrl_3.csv": head + org + dup, "febrl_4a.csv": head + org, "febrl_4b.csv": head + dup} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := FebrlLinkage(t.Context(), dir)
	if err != nil || f.F3.Pairs != 2 || f.F4.Pairs != 2 || f.F3.F1 != 1 || f.F4.F1 != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := FebrlLinkage(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "febrl_3.csv") {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestARegisterIsComparedWithItself(t *testing.T) {
	people := "id,name,sex,birth_date,birth_place,mother,village,district\n" +
		"1,SUPARTINAH DEWANTI,P,1981-03-07,TRENGGALEK,KARTIYEM,PAKEL,PULE\n2,SUPARTINAH DEWANTI,P,1981-03-07,TRENGGALEK,KARTIYEM,PAKEL,PULE\n"
	for i := range 200 {
		people += strconv.Itoa(i+3) + ",ORANG" + strings.Repeat("XYZABC"[i%6:i%6+1], 1+i/6) + ",L,19" + strconv.Itoa(10+i%90) + "-02-03,,,,\n"
	}
	r, err := SelfLinkage(t.Context(), LinkageOptions{Register: file(t, people), Log: io.Discard}, 0.5, 50)
	if err != nil || r.Residents != 202 || r.Pairs < 1 || r.SelfMS <= 0 || r.PeakBytes == 0 || r.SamplePairs < 1 || r.SampleRecall < .9 {
		t.Errorf("%+v, %v", r, err)
	}
}
