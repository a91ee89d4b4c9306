package rules

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// asking are the fields that wait for a person's own words, number, day or file:
// what belongs there stands beside them. A choice explains itself by what can be
// chosen.
var asking = []string{"Input", "TextArea", "WithCert", "DateParts", "Upload", "AreaPicker"}

// selfEvident are labels that say all there is to say.
var selfEvident = map[string]string{
	"RT": "three digits that everybody knows of the own address", "RW": "as RT",
	"account.login": "one's own", "account.password": "one's own", "account.password.again": "the same again", "account.password.old": "one's own",
	"desk.log.from": "a filter over what is shown", "desk.log.to": "a filter over what is shown",
	"find": "its label says what is searched", // a list of the office
}

// hints looks for fields that ask without a word of help: web.Ask with a name
// and a label, and nothing more.
func hints(t tree) (wrong []string) {
	for _, s := range t.source {
		web := localName(s.ast, module+"/internal/web")
		if s.test || web == "" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			for _, ask := range asked(n, web) {
				if len(ask.Args) == 2 && selfEvident[labelOf(ask.Args[1])] == "" {
					wrong = append(wrong, s.at(ask)+" asks without a hint")
				}
			}
			return true
		})
	}
	return wrong
}

// asked are the calls of web.Ask that a node hands to a field directly.
func asked(n ast.Node, web string) (out []*ast.CallExpr) {
	var parts []ast.Expr
	switch x := n.(type) {
	case *ast.CompositeLit:
		if name, ok := of(x.Type, web); !ok || !slices.Contains(asking, name) {
			return nil
		}
		parts = x.Elts
	case *ast.CallExpr: // web.Day(web.Ask(...), ...)
		if name, ok := of(x.Fun, web); !ok || name != "Day" || len(x.Args) == 0 {
			return nil
		}
		parts = x.Args[:1]
	}
	for _, p := range parts {
		if kv, ok := p.(*ast.KeyValueExpr); ok {
			p = kv.Value
		}
		if must, ok := p.(*ast.CallExpr); ok { // web.Ask(...).Must()
			if sel, ok := must.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Must" {
				p = sel.X
			}
		}
		call, ok := p.(*ast.CallExpr)
		if !ok {
			continue
		}
		if name, ok := of(call.Fun, web); ok && name == "Ask" {
			out = append(out, call)
		}
	}
	return out
}

// of is the name of a thing of a package.
func of(e ast.Expr, pkg string) (string, bool) {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	id, ok := sel.X.(*ast.Ident)
	return sel.Sel.Name, ok && id.Name == pkg
}

// labelOf is a label as it is written: a text, or what a call is handed last.
func labelOf(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(x.Value); err == nil {
			return strings.TrimSpace(text)
		}
	case *ast.CallExpr:
		if len(x.Args) > 0 {
			return labelOf(x.Args[len(x.Args)-1])
		}
	}
	return ""
}
