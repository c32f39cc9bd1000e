package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lastcall/parse/render/rendertest"
)

func TestReadKey(t *testing.T) {
	const key, other = rendertest.Key, "rnd_EXAMPLEother00000000000000000"
	for _, test := range []struct {
		name, variable, file string
		mode                 fs.FileMode
		want                 Key
		problem              string
	}{
		{"nothing", "", "", 0, "", "there is no API key"},
		{"the environment", " " + key + "\n", "", 0, key, ""},
		{"a file", "", key, 0o600, key, ""},
		{"a file with space around", "", "\ufeff  " + key + "\r\n\n", 0o400, key, ""},
		{"both", key, other, 0o600, key, ""},
		{"both, the file open to others", key, other, 0o644, key, ""},
		{"blank variable", "  ", key, 0o600, key, ""},
		{"the group may read", "", key, 0o640, "", "can be read or written by others (mode 0640)"},
		{"everybody may read", "", key, 0o604, "", "can be read or written by others (mode 0604)"},
		{"the group may write", "", key, 0o620, "", "can be read or written by others"},
		{"an empty file", "", "\n", 0o600, "", "holds no API key: it is empty"},
		{"two lines", "", key + "\n" + other, 0o600, "", "it has characters that no key has"},
		{"an assignment in quotes", "", `RENDER_API_KEY="` + key + `"`, 0o600, "", "it has characters that no key has"},
		{"too short", "", "rnd_", 0o600, "", "it has 4 characters"},
		{"too long", "", strings.Repeat(key, 200), 0o600, "", "characters"},
		{"not text", "", key + "\x00\xff", 0o600, "", "it has characters that no key has"},
		{"a header in the variable", key + "\r\nX-Other: 1", "", 0, "", "RENDER_API_KEY holds no API key"},
	} {
		name := ""
		if test.file != "" {
			name = filepath.Join(t.TempDir(), "key")
			if err := errors.Join(os.WriteFile(name, []byte(test.file), 0o600), os.Chmod(name, test.mode)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := ReadKey(name, func(variable string) string {
			if variable != "RENDER_API_KEY" {
				t.Errorf("asked for %s", variable)
			}
			return test.variable
		})
		if string(got) != string(test.want) {
			t.Errorf("%s: %v of %d characters, %v", test.name, got, len(got), err)
		}
		if test.problem == "" != (err == nil) {
			t.Errorf("%s: %v", test.name, err)
		} else if err != nil && (kindOfError(err) != Unauthorized || !strings.Contains(err.Error(), test.problem)) {
			t.Errorf("%s: %v", test.name, err)
		}
		if err != nil && strings.Contains(fmt.Sprintf("%+v", err), "EXAMPLE") {
			t.Errorf("%s: the error quotes the key: %v", test.name, err)
		}
	}
	none := func(string) string { return "" }
	if _, err := ReadKey(t.TempDir(), none); kindOfError(err) != Unauthorized {
		t.Errorf("a directory: %v", err)
	}
	if _, err := ReadKey(filepath.Join(t.TempDir(), "absent"), none); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an absent file: %v", err)
	}
}

func TestKeyIsNotPrinted(t *testing.T) {
	c := Client{Key: rendertest.Key}
	text, err := json.Marshal(struct{ Key Key }{c.Key})
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v %s %q %x", c, c, c, c.Key, c.Key, c.Key), fmt.Sprint(&c.Key, c.Key), string(text)} {
		if strings.Contains(printed, "EXAMPLE") || strings.Contains(printed, fmt.Sprintf("%x", "EXAMPLE")) {
			t.Error(printed)
		}
	}
}

// TestPullWithoutKey sends nothing.
func TestPullWithoutKey(t *testing.T) {
	for _, key := range []Key{"", "short", rendertest.Key + "\r\nX-Other: 1"} {
		s, clock := newServer(t)
		c := newClient(s, clock)
		c.Key = key
		if _, err := c.Pull(t.Context(), t.TempDir(), morning(api), nil); kindOfError(err) != Unauthorized || len(s.Calls()) > 0 {
			t.Error(err)
		}
	}
}
