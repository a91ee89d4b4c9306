package config

import (
	"bytes"
	"errors"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Option is one line of the reference.
type Option struct {
	Name    string // of the flag (with -- before it) and in the file
	Env     string
	Default string
	Value   string // placeholder; empty for a switch
	Help    string
	Flag    bool // may stand on the command line
	Secret  bool // never shown or logged
}

// Reference lists every option, in the order of Config.
func Reference() []Option {
	t := reflect.TypeFor[Config]()
	list := make([]Option, 0, t.NumField())
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		name := tag.Get("name")
		_, secret := tag.Lookup("secret")
		list = append(list, Option{
			Name: name, Env: "JEMPOL_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")),
			Default: tag.Get("initial"), Value: tag.Get("placeholder"), Help: tag.Get("help"),
			Flag: tag.Get("kong") != "-", Secret: secret,
		})
	}
	return list
}

func option(name string) (Option, bool) {
	for _, o := range Reference() {
		if o.Name == name {
			return o, true
		}
	}
	return Option{}, false
}

// set gives one option its value from text.
func (c *Config) set(name, value string) error {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("name") != name {
			continue
		}
		switch f := v.Field(i); f.Kind() {
		case reflect.Bool:
			b, err := strconv.ParseBool(value)
			if err != nil {
				return bad("config.value.switch", name)
			}
			f.SetBool(b)
		case reflect.Int:
			n, err := strconv.Atoi(value)
			if err != nil {
				return bad("config.value.number", name)
			}
			f.SetInt(int64(n))
		default:
			f.SetString(value)
		}
		return nil
	}
	return bad("config.unknown", name)
}

// fromEnv takes the variables it knows. Others that begin with JEMPOL_ are left
// alone: container platforms add such names by themselves.
func (c *Config) fromEnv(env []string) error {
	values := map[string]string{}
	for _, e := range env {
		if k, v, ok := strings.Cut(e, "="); ok {
			values[k] = v
		}
	}
	for _, o := range Reference() {
		if v, ok := values[o.Env]; ok && v != "" {
			if err := c.set(o.Name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Config) fromFlags(flags []string) error {
	for _, f := range flags {
		name, value, ok := strings.Cut(f, "=")
		if !ok {
			value = "true" // a switch without a value
		}
		if o, known := option(name); !known || !o.Flag {
			return bad("config.unknown", name)
		}
		if err := c.set(name, value); err != nil {
			return err
		}
	}
	return nil
}

// maxFile is far above any honest configuration.
const maxFile = 64 << 10

func (c *Config) fromFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fault.New(fault.NotFound, "config.file").WithArgs(map[string]any{"file": path}).Because(err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return fault.New(fault.Unavailable, "config.file").WithArgs(map[string]any{"file": path}).Because(err)
	}
	settings, err := parse(data)
	for _, s := range settings {
		if err != nil {
			break
		}
		if o, known := option(s.name); !known || o.Secret {
			err = bad("config.unknown", s.name)
		} else {
			err = c.set(s.name, s.value)
		}
		if err != nil {
			err = atLine(err, s.line)
		}
	}
	var ft *fault.Fault
	if errors.As(err, &ft) {
		ft.Args["file"] = path
	}
	return err
}

// atLine names the line of the file; its message key says so too.
func atLine(err error, line int) error {
	f := fault.As(err)
	f.Key += ".line"
	f.Args["line"] = line
	return f
}

func badLine(key, name string, line int) *fault.Fault {
	f := bad(key, name)
	f.Args["line"] = line
	return f
}

type setting struct {
	name, value string
	line        int
}

// parse reads "name = value" lines, the plain part of TOML: values bare, in
// "double quotes" with escapes or in 'single quotes' as they are, and comments
// after #. Sections are refused, since there are none.
func parse(data []byte) ([]setting, error) {
	if len(data) > maxFile {
		return nil, fault.New(fault.TooLarge, "config.file.large").WithArgs(map[string]any{})
	}
	if !utf8.Valid(data) {
		return nil, fault.New(fault.Invalid, "config.file.encoding").WithArgs(map[string]any{})
	}
	var list []setting
	seen := map[string]bool{}
	text := string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.ReplaceAll(strings.TrimSpace(name), "_", "-")
		if ok {
			value, ok = unquote(strings.TrimSpace(value))
		}
		if !ok || name == "" {
			return nil, badLine("config.syntax.line", "", i+1)
		}
		if seen[name] {
			return nil, badLine("config.twice.line", name, i+1)
		}
		seen[name] = true
		list = append(list, setting{name, value, i + 1})
	}
	return list, nil
}

func unquote(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	var value, rest string
	switch s[0] {
	case '"':
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			return "", false
		}
		if value, err = strconv.Unquote(quoted); err != nil {
			return "", false
		}
		rest = s[len(quoted):]
	case '\'':
		var ok bool
		if value, rest, ok = strings.Cut(s[1:], "'"); !ok {
			return "", false
		}
	default:
		value, _, _ = strings.Cut(s, " #")
		return strings.TrimSpace(value), !strings.ContainsAny(value, "\"'\x00")
	}
	rest = strings.TrimSpace(rest)
	return value, (rest == "" || rest[0] == '#') && !strings.Contains(value, "\x00")
}
