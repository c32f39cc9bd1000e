package render

import (
	"fmt"
	"net/http"
	"strings"
)

// Kind says what went wrong, for callers who act on it.
type Kind int

const (
	Unauthorized Kind = iota + 1 // 401, 403, or no usable key: no retry helps
	NotFound                     // 404: the workspace or a service does not exist
	BadRequest                   // 400 and other refusals, or a request that cannot be asked
	Expired                      // the whole window is older than the plan's retention
	Unavailable                  // no answer that can be used, after all attempts
	Unexpected                   // answers that contradict the description of the API
	Incomplete                   // everything was pulled, but of some hours entries may be missing
	Busy                         // another process pulls into the directory
	Directory                    // the directory holds files of another kind of pull
)

// Error is a failure of the API or of what it was asked. It never holds the key, nor anything that was sent with it.
// Failures of the file system are not of this type: they wrap what the system said.
type Error struct {
	Kind    Kind
	Status  int    // of the answer, 0 when there was none
	Message string // what happened; where the server explained itself, in its words
	Hint    string // what to do; may be empty
}

func (e *Error) Error() string { return e.Message }

// refusal is the error for an answer that no retry changes.
func refusal(status int, said string) *Error {
	e := &Error{Kind: BadRequest, Status: status, Message: answered(status, said)}
	switch status {
	case http.StatusUnauthorized:
		e.Kind = Unauthorized
		e.Hint = "the API key is wrong, expired or revoked: create one in Render's account settings and put it in RENDER_API_KEY"
	case http.StatusForbidden:
		e.Kind = Unauthorized
		e.Hint = "the API key's owner may not read these logs: check the workspace's id and the owner's role in it"
	case http.StatusNotFound:
		e.Kind = NotFound
		e.Hint = "check the ids: a service's looks like srv-abc123, a workspace's like tea-abc123 or usr-abc123"
	case http.StatusBadRequest:
		e.Hint = "check the ids, that the services are in one workspace, and that the plan keeps logs as long as the window asks for"
	}
	if status >= 300 && status < 400 {
		e.Kind = Unexpected
		e.Hint = "redirects are not followed, so that the key goes to no other host: check the base URL"
	}
	return e
}

// answered words an answer that is an error.
func answered(status int, said string) string {
	text := fmt.Sprintf("Render's API answered %d %s", status, http.StatusText(status))
	text = strings.TrimSpace(text)
	if said != "" {
		text += ": " + said
	}
	return text
}
