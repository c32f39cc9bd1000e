package config

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
)

// Error says what is wrong with the file, and where.
type Error struct {
	Path string // the file as it was given to [Load]
	Line int    // from 1; 0 when no line is to blame
	Msg  string // one sentence
	Hint string // what to do about it; may be empty
}

// Error returns path, line and message, without the hint.
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.Path, e.Msg)
	}
	return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Msg)
}

// syntaxError turns what the YAML parser complains about into an *Error.
func syntaxError(path string, err error) error {
	e := &Error{Path: path, Msg: err.Error(), Hint: "the file must be valid YAML"}
	var at yaml.Error
	if errors.As(err, &at) {
		e.Msg = at.GetMessage()
		if tok := at.GetToken(); tok != nil && tok.Position != nil {
			e.Line = tok.Position.Line
		}
	}
	return e
}
