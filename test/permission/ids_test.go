package permission

import (
	"regexp"
	"strings"
)

var (
	elementID = regexp.MustCompile(`<[a-z][^<>]* id="([^"]+)"`)
	labelFor  = regexp.MustCompile(`<label [^<>]*for="([^"]+)"`)
)

// identify holds that no id stands twice on a page and that each label has its
// field: a label, a hint and the link of an error lead to the first that bears
// the id, which is another field where there are two.
func (d *district) identify(v visitor, path string, a answer) {
	d.Helper()
	if !strings.HasPrefix(a.kind, "text/html") {
		return
	}
	held := map[string]int{}
	for _, m := range elementID.FindAllStringSubmatch(a.page, -1) {
		if held[m[1]]++; held[m[1]] == 2 {
			d.say("%s %s (%d): two elements with the id %q", v.name(), path, a.code, m[1])
		}
	}
	for _, m := range labelFor.FindAllStringSubmatch(a.page, -1) {
		if held[m[1]] == 0 {
			d.say("%s %s (%d): no field has the id %q of a label", v.name(), path, a.code, m[1])
		}
	}
}
