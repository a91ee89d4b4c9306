package desk

import (
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/web"
)

// guides are the files of the guide by role; everybody also gets the common one.
var guides = map[authority.Role]string{
	authority.Head: "kepala", authority.Coordinator: "koordinator", authority.Field: "tim", authority.Verifier: "verifikator",
	authority.Siak: "siak", authority.Handover: "penyerahan", authority.Social: "dinsos", authority.Registrar: "desa",
	authority.Companion: "pendamping", authority.Institution: "lembaga", authority.Partner: "mitra", authority.Admin: "admin",
}

const commonGuide = "umum"

// guide shows the guide of the viewer's role, and below it what is the same for all.
func (s *Service) guide(r *web.Request) (web.Response, error) {
	own, ok := guides[authority.Role(r.Viewer.Role)]
	if !ok {
		return nil, fault.New(fault.NotFound, "fault.web.not_found")
	}
	v := web.View{Title: "desk.guide", Shape: web.Narrow, Actions: []any{web.PrintButton{}}}
	if r.Lang != "id" {
		v.Body = append(v.Body, web.Notice{Text: "desk.guide.language"})
	}
	for i, name := range []string{own, commonGuide} {
		text, err := fs.ReadFile(s.Guide, "panduan/"+name+".md")
		if err != nil {
			return nil, fault.Wrap("desk.guide", err)
		}
		title, sections := guideCards(string(text))
		if i == 0 && r.Lang == "id" {
			v.Title, sections[0].Title = title, ""
		}
		for _, c := range sections {
			v.Body = append(v.Body, c)
		}
	}
	v.Body = []any{web.Stack(v.Body)}
	return web.Page("", v, nil), nil
}

// guidePicture is a picture that a guide shows.
func (s *Service) guidePicture(r *web.Request) (web.Response, error) {
	b, err := fs.ReadFile(s.Guide, "screens/"+path.Base(r.PathValue("name")))
	if err != nil {
		return nil, fault.New(fault.NotFound, "fault.web.not_found")
	}
	return web.File{Type: "image/png", Bytes: b}, nil
}

var (
	guidePic  = regexp.MustCompile(`^!\[([^\]]*)\]\(\.\./screens/([a-z0-9-]+\.png)\)$`)
	guideStep = regexp.MustCompile(`^[0-9]+\. `)
	guideBold = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	guideCode = regexp.MustCompile("`([^`]+)`")
)

// guideCards reads the little of Markdown that the guides are written in: one
// title, sections, paragraphs, lists, pictures, bold words. The files are part
// of the program and are read back by a test.
func guideCards(text string) (title string, cards []web.Card) {
	var body strings.Builder
	list := ""
	end := func(next string) {
		if list != "" && list != next {
			fmt.Fprintf(&body, "</%s>", list)
		}
		if next != "" && list != next {
			fmt.Fprintf(&body, `<%s class="guide">`, next)
		}
		list = next
	}
	flush := func() {
		end("")
		if body.Len() > 0 {
			last := &cards[len(cards)-1]
			last.Body = append(last.Body, template.HTML(`<div class="stack-s" lang="id">`+body.String()+`</div>`)) // #nosec: escaped below
		}
		body.Reset()
	}
	words := func(s string) string {
		return guideCode.ReplaceAllString(guideBold.ReplaceAllString(html.EscapeString(s), "<b>$1</b>"), "<b>$1</b>")
	}
	for _, line := range strings.Split(text, "\n") {
		switch pic := guidePic.FindStringSubmatch(line); {
		case strings.HasPrefix(line, "# "):
			title = line[2:]
			cards = append(cards, web.Card{Title: title})
		case strings.HasPrefix(line, "## "):
			flush()
			cards = append(cards, web.Card{Title: line[3:]})
		case pic != nil:
			end("")
			fmt.Fprintf(&body, `<img class="pic" src="/panduan/gambar/%s" alt="%s" loading="lazy">`, pic[2], html.EscapeString(pic[1]))
		case guideStep.MatchString(line):
			end("ol")
			fmt.Fprintf(&body, "<li>%s</li>", words(guideStep.ReplaceAllString(line, "")))
		case strings.HasPrefix(line, "- "):
			end("ul")
			fmt.Fprintf(&body, "<li>%s</li>", words(line[2:]))
		case strings.TrimSpace(line) != "":
			end("")
			fmt.Fprintf(&body, "<p>%s</p>", words(line))
		}
	}
	flush()
	return title, cards
}
