package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const pass = `{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.1}` + "\n"
	tests := []struct {
		name string
		in   string
		ok   bool
		want string
	}{
		{"all pass", pass + `{"Action":"pass","Package":"p","Elapsed":0.2}`, true, "1 passed, 0 failed, 0 skipped"},
		{"one fails, with its output", pass + `{"Action":"output","Package":"p","Test":"TestB","Output":"got 1, want 2\n"}` + "\n" +
			`{"Action":"fail","Package":"p","Test":"TestB"}`, false, "got 1, want 2"},
		{"a skip is a failure", pass + `{"Action":"skip","Package":"p","Test":"TestC"}`, false, "1 skipped"},
		{"a package without tests is none", pass + `{"Action":"skip","Package":"q"}`, true, "0 skipped"},
		{"a package that dies outside a test", pass + `{"Action":"output","Package":"p","Output":"panic: boom\n"}` + "\n" +
			`{"Action":"fail","Package":"p"}`, false, "panic: boom"},
		{"a build that fails", pass + `{"Action":"build-output","ImportPath":"p","Output":"undefined: x\n"}` + "\n" +
			`{"Action":"build-fail","ImportPath":"p"}`, false, "undefined: x"},
		{"no test at all", "", false, "0 passed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			if ok := report(strings.NewReader(tt.in), &out); ok != tt.ok {
				t.Errorf("report = %v, want %v\n%s", ok, tt.ok, out.String())
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("lacks %q:\n%s", tt.want, out.String())
			}
		})
	}
}
