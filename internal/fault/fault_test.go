package fault_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
)

func TestFaultSurvivesWrapping(t *testing.T) {
	inner := fault.At("nik", "fault.nik.length")
	tests := []struct {
		name string
		err  error
		kind fault.Kind
		key  string
	}{
		{"itself", inner, fault.Invalid, "fault.form"},
		{"under fmt", fmt.Errorf("saving: %w", inner), fault.Invalid, "fault.form"},
		{"wrapped twice keeps the first", fault.Wrap("fault.outer", fault.Wrap("fault.inner", io.EOF)), fault.Internal, "fault.inner"},
		{"wrap leaves a fault alone", fault.Wrap("fault.outer", inner), fault.Invalid, "fault.form"},
		{"any other error is ours", io.EOF, fault.Internal, "fault.internal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := fault.As(tt.err)
			if f.Kind != tt.kind || f.Key != tt.key {
				t.Errorf("got %s %s, want %s %s", f.Kind, f.Key, tt.kind, tt.key)
			}
		})
	}
}

func TestNoErrorStaysNoError(t *testing.T) {
	if err := fault.Wrap("fault.x", nil); err != nil {
		t.Errorf("Wrap(nil) = %v", err)
	}
	if f := fault.As(nil); f != nil {
		t.Errorf("As(nil) = %v", f)
	}
	if fault.Is(nil, fault.Internal) || fault.Is(io.EOF, fault.Internal) {
		t.Error("Is sees a fault where there is none")
	}
}

func TestErrorNamesFieldsAndCause(t *testing.T) {
	f := fault.At("birth", "fault.date.order").With("name", "fault.name.empty").Because(io.ErrUnexpectedEOF)
	text := f.Error()
	for _, want := range []string{"invalid", "birth", "fault.date.order", "name", "fault.name.empty", "unexpected EOF"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	if !errors.Is(f, io.ErrUnexpectedEOF) || !fault.Is(f, fault.Invalid) {
		t.Error("the cause or the kind is lost")
	}
}

func TestArgumentsAreForTheMessageOnly(t *testing.T) {
	f := fault.New(fault.TooLarge, "fault.file.large").WithArgs(map[string]any{"limit": "10 MB"})
	if f.Args["limit"] != "10 MB" {
		t.Errorf("Args = %v", f.Args)
	}
	if strings.Contains(f.Error(), "10 MB") {
		t.Error("an argument reached the log text")
	}
}
