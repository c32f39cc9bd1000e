package verdict

import (
	"fmt"
	"regexp"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// Keep is an entry of the keep-list: something that must stay, however unused it looks.
type Keep struct {
	// Match is an endpoint or file, or a glob of them: "POST:/api/webhooks/**", "*:/api/v1/auth/*",
	// "src/legacy/**". "*" stays within one segment, "**" spans several, "{a,b}" is either;
	// "{id}" is itself, as in a route. A literal "[" in a glob is written "\[".
	Match  string
	Owner  string    // who asked for it; may be empty
	Reason string    // why; may be empty
	Until  time.Time // the last moment it holds, UTC; midnight stands for the whole day; zero when it has no end
	Line   int       // where the file says so, from 1
}

// parameter is a brace with one name in it: a route's parameter, not a choice.
// A name that is already escaped (a backslash before the closing brace) is left alone.
var parameter = regexp.MustCompile(`\{([^{},\\]*)\}`)

// Matches reports whether the entry names this endpoint ("GET:/items/{id}") or file ("src/a.ts").
// Text that equals Match always matches, whatever it would mean as a glob. Expiry is not looked at.
func (k Keep) Matches(name string) bool {
	if name == k.Match {
		return true
	}
	ok, err := doublestar.Match(glob(k.Match), name)
	return err == nil && ok
}

// Expired reports whether the entry no longer holds at now.
func (k Keep) Expired(now time.Time) bool {
	if k.Until.IsZero() {
		return false
	}
	const day = 24 * time.Hour
	if k.Until.Equal(k.Until.Truncate(day)) {
		return !now.Before(k.Until.Add(day))
	}
	return now.After(k.Until)
}

// glob returns the pattern for doublestar, to which every brace is a choice.
func glob(match string) string {
	return parameter.ReplaceAllString(match, `\{$1\}`)
}

// ValidMatch reports whether match can stand in a keep-list entry.
func ValidMatch(match string) bool {
	return match != "" && doublestar.ValidatePattern(glob(match))
}

func (k Keep) text() string {
	text := fmt.Sprintf("on the keep-list as %q", k.Match)
	if k.Reason != "" {
		text += ": " + k.Reason
	}
	if k.Owner != "" {
		text += " (" + k.Owner + ")"
	}
	if !k.Until.IsZero() {
		text += ", until " + day(k.Until)
	}
	return text
}
