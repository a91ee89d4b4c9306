package web

import "html/template"

// iconPaths are the drawings of the icons on a field of 20 × 20, drawn for
// this program; lines only, in the colour of the text.
var iconPaths = map[string]string{
	"search":   `<circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 4 4"/>`,
	"file":     `<path d="M5 2.5h6.5l4 4V17a.6.6 0 0 1-.6.6H5a.6.6 0 0 1-.6-.6V3.1A.6.6 0 0 1 5 2.5z"/><path d="M11.500 2.500v4h4"/>`,
	"plus":     `<path d="M10 4v12M4 10h12"/>`,
	"check":    `<path d="m4 10.5 4 4 8-9"/>`,
	"cross":    `<path d="M5 5l10 10M15 5 5 15"/>`,
	"clock":    `<circle cx="10" cy="10" r="7.2"/><path d="M10 5.800V10l3 2"/>`,
	"info":     `<circle cx="10" cy="10" r="7.2"/><path d="M10 9v5M10 6v.1"/>`,
	"warn":     `<path d="M10 3 2.500 16.500h15z"/><path d="M10 8v4M10 14.300v.1"/>`,
	"down":     `<path d="m4.5 7.500 5.500 5.500 5.500-5.500"/>`,
	"right":    `<path d="m7.5 4.500 5.500 5.500-5.500 5.500"/>`,
	"left":     `<path d="M12.5 4.500 7 10l5.500 5.500"/>`,
	"swap":     `<path d="M4 7h12l-3-3M16 13H4l3 3"/>`,
	"print":    `<path d="M6 7V3h8v4M6 14H3.500V7.500h13V14H14"/><rect x="6" y="12" width="8" height="5"/>`,
	"edit":     `<path d="m4 16 .8-3.500L13.500 3.800l2.700 2.700L7.500 15.200z"/>`,
	"eye":      `<path d="M2 10s3-5.500 8-5.500S18 10 18 10s-3 5.500-8 5.500S2 10 2 10z"/><circle cx="10" cy="10" r="2.4"/>`,
	"lock":     `<rect x="4.500" y="9" width="11" height="8" rx="1.500"/><path d="M7 9V6.500a3 3 0 0 1 6 0V9"/>`,
	"people":   `<circle cx="7.500" cy="7" r="3"/><path d="M2 16.500c.4-3 2.600-4.500 5.500-4.500s5.100 1.500 5.500 4.500M13 4.300a3 3 0 0 1 0 5.400M15 12.300c1.800.6 2.800 2.100 3 4.200"/>`,
	"person":   `<circle cx="10" cy="6.500" r="3.200"/><path d="M3.500 17c.5-3.600 3.200-5.200 6.500-5.200s6 1.600 6.500 5.200"/>`,
	"home":     `<path d="M3 9.500 10 3.500l7 6V16a1 1 0 0 1-1 1h-3.500v-4.500h-5V17H4a1 1 0 0 1-1-1z"/>`,
	"menu":     `<path d="M3.500 5.500h13M3.500 10h13M3.500 14.500h13"/>`,
	"calendar": `<rect x="3" y="4.500" width="14" height="12.500" rx="1.500"/><path d="M3 8.500h14M7 2.500v3.500M13 2.500v3.500"/>`,
	"box":      `<path d="M3 6.500 10 3l7 3.500v7L10 17l-7-3.500z"/><path d="M3 6.500 10 10l7-3.500M10 10v7"/>`,
	"copy":     `<rect x="7" y="7" width="9.500" height="9.500" rx="1.500"/><path d="M4.500 13H4a1 1 0 0 1-1-1V4.500C3 3.700 3.700 3 4.500 3H12a1 1 0 0 1 1 1v.5"/>`,
	"camera":   `<path d="M2.500 6.500h3.200L7 4.500h6l1.300 2h3.200v9.500h-15z"/><circle cx="10" cy="11" r="3"/>`,
	"finger":   `<path d="M5 13c.7-1.500 1-3 .9-4.600A4.100 4.100 0 0 1 14 7.900M8.500 16.500c1.200-2.300 1.700-5 1.500-8M14.200 10.500c0 2-.4 4-1.200 5.800M3.800 8.200A6.300 6.300 0 0 1 15.200 5"/>`,
	"pin":      `<path d="M10 17.500s5.500-5 5.500-9.300a5.500 5.500 0 0 0-11 0c0 4.300 5.500 9.300 5.500 9.300z"/><circle cx="10" cy="8.200" r="1.900"/>`,
	"phone":    `<path d="M6.500 3H4c-.6 0-1 .5-1 1 .3 7.200 5.800 12.700 13 13 .5 0 1-.4 1-1v-2.500l-3.500-1.500-1.500 1.800c-2.200-1-3.800-2.600-4.800-4.800L9 7.500z"/>`,
	"offline":  `<path d="M3 3l14 14M6 15.500a3.500 3.500 0 0 1-.3-7M8.500 5.300A4.800 4.800 0 0 1 15 9.300c1.400.2 2.500 1.400 2.500 3"/>`,
	"cloud":    `<path d="M6 15.500a3.500 3.500 0 0 1-.3-7A4.800 4.800 0 0 1 15 9.300a3.100 3.100 0 0 1-.5 6.200z"/>`,
	"download": `<path d="M10 3v9M6 8.500l4 4 4-4M4 16.500h12"/>`,
	"upload":   `<path d="M10 13V4M6 7.500l4-4 4 4M4 16.500h12"/>`,
	"undo":     `<path d="M7 4 3.500 7.500 7 11M3.500 7.500H12a4.200 4.200 0 0 1 0 8.500H8"/>`,
	"list":     `<path d="M7.500 5.500h9M7.500 10h9M7.500 14.500h9M3.500 5.500h.1M3.500 10h.1M3.500 14.500h.1"/>`,
	"chart":    `<path d="M3.500 3v13.500H17M7 13V9.500M11 13V6M15 13v-5"/>`,
	"car":      `<path d="M3 12.500 4.700 7.200c.2-.7.700-1.200 1.400-1.200h7.800c.7 0 1.200.5 1.400 1.200l1.700 5.300V16h-2.500v-1.500h-9V16H3zM3.500 11.500h13"/>`,
	"out":      `<path d="M8 3.500H4.500a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1H8M13 6.500l3.500 3.500-3.500 3.500M16.500 10H8"/>`,
	"gear":     `<circle cx="10" cy="10" r="2.600"/><path d="M10 2.500v2.400M10 15.100v2.400M2.500 10h2.400M15.100 10h2.400M4.700 4.700l1.700 1.700M13.600 13.600l1.700 1.700M4.700 15.300l1.700-1.700M13.600 6.400l1.700-1.700"/>`,
}

// icon draws an icon; it never stands alone, a word is always beside it.
func icon(name string) template.HTML { return drawIcon(name, "i") }

func smallIcon(name string) template.HTML { return drawIcon(name, "i s") }

func drawIcon(name, class string) template.HTML {
	p, ok := iconPaths[name]
	if !ok {
		return ""
	}
	return template.HTML(`<svg class="` + class + `" viewBox="0 0 20 20" aria-hidden="true" focusable="false">` + p + `</svg>`)
}
