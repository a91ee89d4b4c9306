package form

import (
	"slices"
	"strings"
	"testing"
)

// The family's part is copied in the order of the form, the village with its
// code; what belongs to another kind of family is not asked.
func TestTheFamilysPartIsCopied(t *testing.T) {
	v := Values{"mode": "WNI", "head_name": "Karto", "head_address": "Dusun Krajan", "rt": "009", "rw": "003", "village": "35.03.04.2001"}
	var got []string
	for _, r := range FamilyOrder(definition(t, "F-1.01"), v) {
		if r.Text != "" {
			got = append(got, r.Number+" "+r.Text+" "+r.Code)
		}
		if strings.Contains(r.Name, "Luar Negeri") || strings.Contains(r.Name, "luar negeri") {
			t.Errorf("%s is asked of a family at home", r.Name)
		}
	}
	want := []string{"1 KARTO ", "2 DUSUN KRAJAN ", "4 009 ", "5 003 "}
	if len(got) < 5 || !slices.Equal(got[:4], want) || !strings.HasSuffix(got[len(got)-1], " 3503042001") {
		t.Errorf("%q", got)
	}
}
