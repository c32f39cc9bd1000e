package rendertest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Log is an entry as the API gives it.
type Log struct {
	ID        string    `json:"id"`
	Labels    []Label   `json:"labels"`
	Message   string    `json:"message"`
	Timestamp time.Time `json:"timestamp"`
}

// Label is one label of an entry.
type Label struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// label returns the value of a label, "" when there is none.
func (l Log) label(name string) string {
	for _, label := range l.Labels {
		if label.Name == name {
			return label.Value
		}
	}
	return ""
}

// Request is the n-th entry of a service's request log: its id, client, path, method and status follow from n.
func Request(resource string, at time.Time, n int) Log {
	return Log{
		ID:        fmt.Sprintf("EXAMPLEREQ%08d", n),
		Timestamp: at.UTC(),
		Message: fmt.Sprintf(`clientIP="203.0.113.%d" requestID="%s" responseTimeMS=%d responseBytes=345 userAgent="curl/8.9.1"`,
			n%250+1, requestID(n), n%40+1),
		Labels: []Label{
			{"resource", resource},
			{"type", "request"},
			{"host", "acme-api.onrender.com"},
			{"method", []string{"GET", "GET", "POST", "DELETE"}[n%4]},
			{"statusCode", []string{"200", "200", "404"}[n%3]},
			{"path", fmt.Sprintf("/api/orders/%d?page=%d&q=<a>", n%17, n%3)},
			{"level", "info"},
		},
	}
}

// requestID gives the first groups of a random UUID.
func requestID(n int) string {
	sum := sha256.Sum256(fmt.Append(nil, n))
	digits := hex.EncodeToString(sum[:])
	return digits[:8] + "-" + digits[8:12] + "-4" + digits[12:15]
}

// App is the n-th line an instance of a service printed.
func App(resource string, at time.Time, n int, text string) Log {
	return Log{
		ID:        fmt.Sprintf("EXAMPLEAPP%08d", n),
		Timestamp: at.UTC(),
		Message:   text,
		Labels: []Label{
			{"resource", resource},
			{"instance", resource + "-7c9d8f6b5d-" + []string{"x2k9q", "b7m4w"}[n%2]},
			{"level", []string{"info", "info", "error"}[n%3]},
			{"type", "app"},
		},
	}
}

// matches reports whether an entry passes a filter: one of the values must fit. An asterisk stands for any text.
func (l Log) matches(name string, values []string) bool {
	for _, value := range values {
		if name == "text" && strings.Contains(strings.ToLower(l.Message), strings.ToLower(value)) {
			return true
		}
		if name != "text" && wildcard(value, l.label(name)) {
			return true
		}
	}
	return len(values) == 0
}

func wildcard(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, parts[0])
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		text, ok = after, ok && found
	}
	return ok && strings.HasSuffix(text, parts[len(parts)-1])
}
