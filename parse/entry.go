package parse

// Entry is a log entry as an export wraps it: a message with labels. Fields are nil when the export does not give them.
type Entry struct {
	ID        []byte
	Timestamp []byte // RFC 3339, 0 to 9 digits after the second
	Clock     moment // the time where the export writes it in another way
	Message   []byte
	chatter   bool   // the message is no access line, whatever it looks like
	Type      []byte // request, app, build, …
	Resource  []byte
	Instance  []byte
	Host      []byte
	Method    []byte
	Path      []byte // with its query
	Status    []byte
	line      requestText // what the message says, where that is known and Message is not given
}

// requestText is the message of a request, as far as its text needs no more than to be cut.
type requestText struct {
	known        bool
	ip, id       []byte
	millis, size []byte // digits
	agent        []byte
}

func (l *requestText) store(rec *Record) {
	rec.ClientIP = nilIfEmpty(l.ip)
	rec.RequestID = l.id
	rec.DurationMS = number(l.millis)
	rec.Bytes = number(l.size)
	rec.UserAgent = l.agent
}

// moment is a time as an export gives it.
type moment struct {
	known  bool
	micros int64 // since 1970 UTC
	digits int8  // behind the second, or [WholeDay]
}

// label stores a label or a flattened field. Names are those of Render's API and their snake_case forms;
// unknown names are ignored.
func (e *Entry) label(name, value []byte) {
	switch string(name) {
	case "type":
		e.Type = value
	case "resource":
		e.Resource = value
	case "instance":
		e.Instance = value
	case "host":
		e.Host = value
	case "method":
		e.Method = value
	case "path":
		e.Path = value
	case "statusCode", "status_code":
		e.Status = value
	}
}
