package render

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// KeyVariable is the environment variable that holds the API key.
const KeyVariable = "RENDER_API_KEY"

// Key is an API key. It prints as a placeholder, however it is printed or encoded.
type Key string

const hidden = "[API key]"

func (Key) String() string               { return hidden }
func (Key) GoString() string             { return hidden }
func (Key) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Bounds that every key keeps. What is shorter may stand in any text by chance, and could not be told from a key in it.
const (
	minKey = 16
	maxKey = 4 << 10
)

// ReadKey takes the key from the environment, or else from the file, which only its owner may be able to read. An empty file name
// means that there is none. The error is of type [*Error] with [Unauthorized] where no key is found or what is found is none;
// it never quotes what was read.
func ReadKey(file string, getenv func(string) string) (Key, error) {
	if text := strings.TrimSpace(getenv(KeyVariable)); text != "" {
		return newKey(text, KeyVariable)
	}
	if file == "" {
		return "", &Error{
			Kind: Unauthorized, Message: "there is no API key",
			Hint: "put it in the environment as " + KeyVariable + ", or in a file that only you can read",
		}
	}
	text, err := readSecret(file)
	if err != nil {
		return "", err
	}
	return newKey(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")), file)
}

func newKey(text, source string) (Key, error) {
	if err := Key(text).check(); err != nil {
		err.Message = source + " holds no API key: " + err.Message
		return "", err
	}
	return Key(text), nil
}

// check refuses what cannot be sent as a header, and what could stand in JSON in another form than this one.
func (k Key) check() *Error {
	problem := ""
	switch {
	case k == "":
		problem = "it is empty"
	case len(k) < minKey || len(k) > maxKey:
		problem = fmt.Sprintf("it has %d characters", len(k))
	case strings.ContainsFunc(string(k), func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }):
		problem = "it has characters that no key has"
	default:
		return nil
	}
	return &Error{Kind: Unauthorized, Message: problem, Hint: "a key is one word, such as rnd_…, and nothing else"}
}

func readSecret(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("read API key: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("read API key: %w", err)
	}
	if !info.Mode().IsRegular() {
		return "", &Error{Kind: Unauthorized, Message: name + " is no file", Hint: "name the file that holds the API key"}
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", &Error{
			Kind: Unauthorized, Message: fmt.Sprintf("%s can be read or written by others (mode %04o)", name, info.Mode().Perm()),
			Hint: "chmod 600 " + name + ", and consider replacing the key if others have been on this machine",
		}
	}
	text, err := io.ReadAll(io.LimitReader(f, maxKey+4))
	if err != nil {
		return "", fmt.Errorf("read API key: %w", err)
	}
	return string(text), nil
}

// hide replaces the key wherever it stands in a text.
func (k Key) hide(text string) string {
	return string(k.hideIn([]byte(text)))
}

// hideIn replaces the key wherever it stands, in logs too: a service may have printed it.
func (k Key) hideIn(text []byte) []byte {
	if k == "" || !bytes.Contains(text, []byte(k)) {
		return text
	}
	return bytes.ReplaceAll(text, []byte(k), []byte(hidden))
}
