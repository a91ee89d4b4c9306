package authority

import "strings"

// Markdown writes the table for the documentation: one line an action, one
// column a role, the reach in the cell.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| action | what |")
	for _, r := range roles {
		b.WriteString(" " + string(r) + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(roles)) + "\n")
	for _, a := range order {
		b.WriteString("| `" + string(a) + "` | " + a.What() + " |")
		for _, r := range roles {
			cell := ""
			if reach := Reaches(r, a); reach != None {
				cell = strings.ReplaceAll(reach.String(), "_", " ")
			}
			b.WriteString(" " + cell + " |")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
