package parse

import "fmt"

// Kind tells requests from all other log lines.
type Kind uint8

const (
	// Other is a log line that is no access line: chatter, tracebacks, builds.
	Other Kind = iota
	// Request is a request seen by Render's edge or logged by the application.
	Request
	// Live is Render's own line "==> Your service is live".
	Live
	// Deploy is any other line by which Render marks a start: deploying, running, port detected.
	Deploy
)

// String returns the name under which the kind is stored.
func (k Kind) String() string {
	return [...]string{"other", "request", "live", "deploy"}[k]
}

// Channel is the place a line was logged at.
type Channel uint8

const (
	// System holds builds, deploys and other lines of the platform.
	System Channel = iota
	// Edge is Render's request log: public traffic as Render's proxy saw it.
	Edge
	// App is what the application printed.
	App
)

// String returns the name under which the channel is stored.
func (c Channel) String() string {
	return [...]string{"system", "edge", "app"}[c]
}

// WholeDay is the precision of a time of which the day alone is known: midnight stands for it.
const WholeDay = -1

// Unknown is the value of a number the log does not give.
const Unknown = -1

// Record is one log entry. Text fields are UTF-8, nil when the log does not give
// them, and valid until the next call of [Reader.Next].
type Record struct {
	Kind    Kind
	Channel Channel
	Format  string // name of the wrapper format, see [Formats]
	Access  string // name of the access-line format of an application request, else empty

	Offset int64 // first byte of the record in the decompressed stream
	Cut    bool  // it is a line that the stream ends in, so that more of it may follow when the source has grown
	Began  int64 // where the first of the two lines of a request stands, see joinRole; otherwise Offset

	ID        []byte // Render's log id
	Time      int64  // completion as logged, microseconds since 1970 UTC
	Precision int8   // digits after the second in the logged time, 0 to 9, or [WholeDay]

	Service  []byte // Render's resource id: srv-…
	Instance []byte // never given for edge requests

	Host      []byte
	Method    []byte // as logged; "WEBSOCKET" for the WebSocket lines of application servers
	Path      []byte // as logged, without the query
	Query     []byte // without the question mark
	ClientIP  []byte // on the edge the visitor, in application lines the peer the server saw
	UserAgent []byte // empty and not nil when the client sent none
	RequestID []byte // empty and not nil when Render answered at the edge

	Status     int16 // 0 when unknown
	DurationMS int64 // Unknown when the log does not give it
	Bytes      int64 // Unknown when the log does not give it; wire bytes on the edge, body bytes in application lines
}

// reset clears r for the next entry.
func (r *Record) reset() {
	*r = Record{DurationMS: Unknown, Bytes: Unknown}
}

// texts returns the text fields.
func (r *Record) texts() [10]*[]byte {
	return [...]*[]byte{
		&r.ID, &r.Service, &r.Instance, &r.Host, &r.Method, &r.Path, &r.Query, &r.ClientIP, &r.UserAgent, &r.RequestID,
	}
}

// maxText bounds every text field: no server takes a request line, a header or a host as long, and what holds records is
// bounded by their number. A record with a longer one is rejected.
const maxText = 64 << 10

// tooLong reports whether a text field is longer than any request has it.
func (r *Record) tooLong() bool {
	for _, field := range r.texts() {
		if len(*field) > maxText {
			return true
		}
	}
	return false
}

// MaxRejectText is the number of bytes of a rejected record that are kept.
const MaxRejectText = 2 << 10

// Reject is a record that could not be read. It is data, not a failure: reading goes on after it.
type Reject struct {
	Line   int64  // first line of the record, from 1
	Offset int64  // first byte of the record in the decompressed stream
	Reason string // why it was not read
	Text   string // its text, cut at MaxRejectText
	Cut    bool   // the stream ends in it: more may follow when the source has grown
}

// Error describes the reject with its position.
func (r *Reject) Error() string {
	return fmt.Sprintf("line %d: %s", r.Line, r.Reason)
}
