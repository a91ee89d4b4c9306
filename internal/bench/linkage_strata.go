package bench

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Stratum is what came of the reports of one sort.
type Stratum struct {
	Reports   int      `json:"reports"`
	RecallAt1 *float64 `json:"recall_at_1,omitempty"`
	RecallAt5 *float64 `json:"recall_at_5,omitempty"`
	Candidate *float64 `json:"candidate_recall,omitempty"`
	Ceiling   *float64 `json:"ceiling_recall_at_1,omitempty"`
	Auto      int      `json:"auto"`       // linked without a person's decision
	AutoFalse int      `json:"auto_false"` // and not the person
}

// kind is what a report is, as the generator knows it.
type kind struct {
	stratum string
	ceiling float64
}

// strataBeside is where the strata of a file of reports lie.
func strataBeside(reports string) string { return strings.TrimSuffix(reports, ".csv") + strataSuffix }

// readStrata reads what each of n reports is; nil if nobody says.
func readStrata(path string, n int) ([]kind, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	out := make([]kind, n)
	columns := []string{"report", "stratum", "ceiling"}
	err := readFile(path, nil, columns, columns[:2], func(row *csvRow) error {
		i, err := strconv.Atoi(row.text("report"))
		if err != nil || i < 1 || i > n {
			return row.bad("report", fmt.Sprintf("%q is no report; there are %d", row.text("report"), n))
		}
		out[i-1].stratum = row.text("stratum")
		if c := row.text("ceiling"); c != "" {
			if out[i-1].ceiling, err = strconv.ParseFloat(c, 64); err != nil {
				return row.bad("ceiling", strconv.Quote(c)+" is no number")
			}
		}
		return nil
	})
	return out, err
}

func byStratum(answers []answer, kinds []kind) map[string]Stratum {
	if kinds == nil {
		return nil
	}
	groups, ceilings := map[string][]answer{}, map[string]float64{}
	for i, k := range kinds {
		groups[k.stratum] = append(groups[k.stratum], answers[i])
		ceilings[k.stratum] += k.ceiling
	}
	out := map[string]Stratum{}
	for name, g := range groups {
		s := Stratum{Reports: len(g), RecallAt1: recallAt(g, 1), RecallAt5: recallAt(g, 5), Candidate: candidateRecall(g)}
		if c := ceilings[name] / float64(len(g)); c > 0 {
			s.Ceiling = &c
		}
		for i := range g {
			if g[i].found && g[i].auto {
				s.Auto++
				if !g[i].right() {
					s.AutoFalse++
				}
			}
		}
		out[name] = s
	}
	return out
}

func writeStrata(w io.Writer, strata map[string]Stratum) {
	if len(strata) == 0 {
		return
	}
	number := func(v *float64) string {
		if v == nil {
			return "-"
		}
		return strconv.FormatFloat(*v, 'f', 3, 64)
	}
	fmt.Fprintf(w, "%-16s %8s %9s %9s %9s %9s %6s %6s\n", "stratum", "reports", "recall@1", "ceiling", "recall@5", "candidate", "auto", "wrong")
	for _, name := range slices.Sorted(maps.Keys(strata)) {
		s := strata[name]
		fmt.Fprintf(w, "%-16s %8d %9s %9s %9s %9s %6d %6d\n", name, s.Reports, number(s.RecallAt1), number(s.Ceiling), number(s.RecallAt5),
			number(s.Candidate), s.Auto, s.AutoFalse)
	}
}
