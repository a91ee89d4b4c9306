package permission

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	wholeForm  = regexp.MustCompile(`(?s)<form [^>]*method="post".*?</form>`)
	formTag    = regexp.MustCompile(`<form [^>]*>`)
	formField  = regexp.MustCompile(`<(?:input|textarea|select) [^>]*>`)
	formOption = regexp.MustCompile(`(?s)<select [^>]*name="([^"]+)".*?</select>`)
	partOf     = regexp.MustCompile(`\.(text|d|m|y)$`) // of the field beside which the word stands
	caseOrID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2,3}-[0-9-]+`)
)

func attribute(tag, name string) string {
	_, rest, ok := strings.Cut(tag, " "+name+`="`)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(value)
}

// elsewhere are forms that stand on every page and have none of their own: what
// was typed comes back on a page that shows only it.
var elsewhere = map[string]bool{"/cari": true}

// garble sends every form of a page with NUL and broken UTF-8 in each text of it.
// It comes back with what was typed and a word beside each field, and nothing has
// happened.
func (d *district) garble(v visitor, path string, a answer) {
	d.Helper()
	for _, form := range wholeForm.FindAllString(a.page, -1) {
		tag := formTag.FindString(form)
		to, values, texts := attribute(tag, "action"), url.Values{}, []string(nil)
		if to == "" {
			to = path
		}
		for _, field := range formField.FindAllString(form, -1) {
			name, kind := attribute(field, "name"), attribute(field, "type")
			switch {
			case name == "" || kind == "file" || strings.HasPrefix(field, "<select"):
			case kind == "hidden" || strings.Contains(field, " checked"):
				values.Add(name, attribute(field, "value"))
			case kind != "radio" && kind != "checkbox":
				texts = append(texts, name)
				values.Set(name, "Ngad\x00im\xffan")
			}
		}
		for _, m := range formOption.FindAllStringSubmatch(form, -1) {
			for _, option := range regexp.MustCompile(`<option [^>]* selected>`).FindAllString(m[0], -1) {
				values.Add(m[1], attribute(option, "value"))
			}
		}
		sort := caseOrID.ReplaceAllString(to, "*") + " " + strings.Join(texts, ",")
		if len(texts) == 0 || d.garbled[sort] {
			continue
		}
		d.garbled[sort] = true
		before := d.kept()
		b := v.form(to, values, strings.Contains(tag, "multipart"))
		where, _, _ := strings.Cut(to, "?")
		own := !strings.Contains(b.page, ">Periksa lagi tulisan Anda</h1>")
		if b.code != http.StatusUnprocessableEntity || strings.Contains(b.page, "\x00") || !utf8.ValidString(b.page) || own == elsewhere[where] || d.kept() != before {
			d.say("%s POST %s from %s with %s: %d, on its page: %v, kept %s, then %s", v.name(), to, path, strings.Join(texts, ", "), b.code, own, before, d.kept())
			continue
		}
		tags := formField.FindAllString(b.page, -1)
		for _, name := range texts {
			kept := slices.ContainsFunc(tags, func(tag string) bool {
				return attribute(tag, "name") == name && (attribute(tag, "value") == "Ngadiman" || strings.Contains(b.page, tag+"Ngadiman</textarea>") || attribute(tag, "type") == "password")
			})
			field := partOf.ReplaceAllString(name, "")
			if !kept || !strings.Contains(b.page, `id="`+field+`-err"`) && !strings.Contains(b.page, `aria-describedby="`+field+`-err"`) {
				d.say("%s POST %s from %s: %s does not come back with a word beside it (kept: %v)", v.name(), to, path, name, kept)
			}
		}
	}
}

// form sends a form as its page asks for it.
func (v visitor) form(path string, values url.Values, multi bool) answer {
	v.d.Helper()
	body, kind := bytes.NewBufferString(values.Encode()), "application/x-www-form-urlencoded"
	if multi {
		body.Reset()
		m := multipart.NewWriter(body)
		for name, list := range values {
			for _, value := range list {
				if err := m.WriteField(name, value); err != nil {
					v.d.Fatal(err)
				}
			}
		}
		if err := m.Close(); err != nil {
			v.d.Fatal(err)
		}
		kind = m.FormDataContentType()
	}
	req := httptest.NewRequest(http.MethodPost, path, body)
	req.Header.Set("Content-Type", kind)
	return v.send(req)
}
