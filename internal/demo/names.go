package demo

import (
	_ "embed" // the names
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
)

//go:embed names.txt
var namesText string

// weighted draws one of many names, each as often as its weight says.
type weighted struct {
	names []string
	upTo  []int // weights added up
}

func (w *weighted) draw(r *rand.Rand) string {
	n := r.IntN(w.upTo[len(w.upTo)-1])
	lo, hi := 0, len(w.upTo)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if w.upTo[mid] > n {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return w.names[lo]
}

// nameLists is names.txt as it was read.
type nameLists struct {
	parts map[string]*weighted    // "given L old"
	words map[string][][2]float64 // by sex: birth year, mean number of words
}

var nameParts = sync.OnceValue(func() nameLists {
	lists := nameLists{parts: map[string]*weighted{}, words: map[string][][2]float64{}}
	for line := range strings.Lines(namesText) {
		head, rest, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(rest)
		if sex, ok := strings.CutPrefix(head, "words "); ok {
			sex = strings.TrimSuffix(sex, " mean")
			for _, w := range words {
				year, mean, _ := strings.Cut(w, "=")
				y, err1 := strconv.ParseFloat(year, 64)
				m, err2 := strconv.ParseFloat(mean, 64)
				if err1 != nil || err2 != nil {
					panic("demo: embedded names: " + w)
				}
				lists.words[sex] = append(lists.words[sex], [2]float64{y, m})
			}
			continue
		}
		list := &weighted{}
		sum := 0
		for _, w := range words {
			name, weight, _ := strings.Cut(w, "*")
			n := 1
			if weight != "" {
				var err error
				if n, err = strconv.Atoi(weight); err != nil {
					panic("demo: embedded names: " + w)
				}
			}
			sum += n
			list.names = append(list.names, strings.ReplaceAll(name, "_", " "))
			list.upTo = append(list.upTo, sum)
		}
		lists.parts[head] = list
	}
	return lists
})

// meanWords is how many words the name of somebody born in the year has.
func meanWords(sex string, year int) float64 {
	steps := nameParts().words[sex]
	mean := steps[0][1]
	for _, s := range steps {
		if float64(year) >= s[0] {
			mean = s[1]
		}
	}
	return mean
}

// nameOf draws the name of somebody by sex and birth year: mostly one word for
// the old, two or three for the young, and the old in the spelling of their time.
func nameOf(r *rand.Rand, sex string, year int) string {
	lists := nameParts()
	cohort, second := "old", "old"
	switch {
	case year > 1990:
		cohort, second = "young", "later"
	case year > 1965:
		cohort, second = "middle", "later"
	}
	words := []string{lists.parts["given "+sex+" "+cohort].draw(r)}
	more := meanWords(sex, year) - 1
	for more > 0 && len(words) < 4 && r.Float64() < more {
		var next string
		if second == "old" {
			next = lists.parts["given "+sex+" old"].draw(r)
		} else {
			next = lists.parts["second "+sex+" later"].draw(r)
		}
		more--
		if next != words[len(words)-1] {
			words = append(words, next)
		}
	}
	if year < 1950 && r.IntN(3) == 0 {
		words[0] = oldSpelling(words[0])
	}
	return strings.Join(words, " ")
}

// oldSpelling writes a name as before the spelling of 1947 and 1972.
func oldSpelling(name string) string {
	name = strings.NewReplacer("Ny", "Nj", "ny", "nj", "Sy", "Sj", "sy", "sj", "J", "Dj", "j", "dj", "C", "Tj", "c", "tj",
		"Y", "J", "y", "j", "U", "Oe", "u", "oe").Replace(name)
	return name
}

// otherSpelling writes a name as another clerk would have heard it.
func otherSpelling(r *rand.Rand, name string) string {
	pairs := [][2]string{{"u", "oe"}, {"iy", "i"}, {"i", "e"}, {"o", "u"}, {"f", "p"}, {"z", "s"}, {"dj", "j"}, {"em", "yem"}, {"Su", "So"}, {"ti", "tie"}}
	for range 8 {
		p := pairs[r.IntN(len(pairs))]
		if other := strings.Replace(name, p[0], p[1], 1); other != name {
			return other
		}
	}
	return name + "h"
}

// NamePart draws a part of a name for synthetic people elsewhere: the slot is
// given or second, the cohort is that of names.txt.
func NamePart(r *rand.Rand, slot, sex, cohort string) string {
	return nameParts().parts[slot+" "+sex+" "+cohort].draw(r)
}

// MeanWords is how many words the name of somebody of the sex has who was born
// in the year.
func MeanWords(sex string, year int) float64 { return meanWords(sex, year) }
