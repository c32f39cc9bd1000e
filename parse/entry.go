package parse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Entry is a log entry as an export wraps it: a message with labels. Fields are nil when the export does not give them.
type Entry struct {
	ID        []byte
	Timestamp []byte // RFC 3339, 0 to 9 digits after the second
	Message   []byte
	Type      []byte // request, app, build, …
	Resource  []byte
	Instance  []byte
	Host      []byte
	Method    []byte
	Path      []byte // with its query
	Status    []byte
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

// Format is one shape in which entries leave Render.
type Format struct {
	Name string
	Doc  string // one line: what writes it

	// unwrap fills e from a JSON object, or says why the object is not of this format.
	unwrap func(c *cursor, e *Entry) error
}

// Formats lists the wrapper formats in the order in which they are tried. A new one is a file with its
// unwrap function and a line here.
var Formats = []Format{
	{"api", "entries of /v1/logs, `render logs -o json` and the WebSocket: labels as a list or an object", unwrapAPI},
	{"flat", "entries flattened by jq: labels beside timestamp and message", unwrapFlat},
}

var (
	errNoTime    = errors.New("no timestamp and message")
	errEmptyPage = errors.New("page without entries") // no record at all
)

// unwrapAPI reads {"id","timestamp","message","labels":[{"name","value"},…]}. labels may also be an object
// or null. A page whose list of entries is null gives errEmptyPage.
func unwrapAPI(c *cursor, e *Entry) error {
	var labels, emptyPage bool
	err := c.object(func(key []byte) (err error) {
		switch string(key) {
		case "id":
			e.ID, err = c.scalar()
		case "timestamp":
			e.Timestamp, err = c.scalar()
		case "message":
			e.Message, err = c.scalar()
		case "labels":
			labels, err = readLabels(c, e)
		case "logs":
			emptyPage = c.next() == 'n'
			err = c.skip()
		default:
			err = c.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case emptyPage && e.Timestamp == nil:
		return errEmptyPage
	case e.Timestamp == nil || e.Message == nil:
		return errNoTime
	case !labels:
		return errors.New("no labels")
	}
	return nil
}

// readLabels reports whether the value is a set of labels: a list, an object or null.
func readLabels(c *cursor, e *Entry) (ok bool, err error) {
	switch c.next() {
	case '[':
		return true, c.array(func() error { return readLabel(c, e) })
	case '{':
		return true, c.object(func(name []byte) error {
			value, err := c.scalar()
			e.label(name, value)
			return err
		})
	case 'n':
		return true, c.skip()
	}
	return false, c.skip()
}

// readLabel reads {"name":…,"value":…}, in either order. Where a record is cut between two labels, the records behind it
// look like more of them.
func readLabel(c *cursor, e *Entry) error {
	if c.next() != '{' {
		return c.skip()
	}
	var name, value []byte
	err := c.object(func(key []byte) (err error) {
		switch string(key) {
		case "name":
			name, err = c.scalar()
		case "value":
			value, err = c.scalar()
		case "timestamp":
			err = errors.New("an entry among the labels")
		default:
			err = c.skip()
		}
		return err
	})
	e.label(name, value)
	return err
}

// unwrapFlat reads {"timestamp","message","type","path","statusCode",…}. The loggers of applications write objects that
// look much the same, so one of Render's own labels or a request message is asked for.
func unwrapFlat(c *cursor, e *Entry) error {
	nested := false
	err := c.object(func(key []byte) error {
		value, err := c.scalar()
		switch string(key) {
		case "id":
			e.ID = value
		case "timestamp":
			e.Timestamp = value
		case "message":
			e.Message = value
		case "labels":
			nested = true
		default:
			e.label(key, value)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case e.Timestamp == nil || e.Message == nil:
		return errNoTime
	case nested:
		return errors.New("labels are not flattened")
	case e.Type == nil && e.Resource == nil && !readRequestLine(e.Message, new(Record)):
		return errors.New("neither type nor resource, and no request message")
	}
	return nil
}

// unwrap tries the format that read the last record first. The error says why each format refused.
func (r *Reader) unwrap(value []byte) error {
	var refusals []error
	for n := range Formats {
		i := (r.last + n) % len(Formats)
		r.cursor = cursor{b: value, text: r.cursor.text[:0]}
		r.entry = Entry{}
		err := Formats[i].unwrap(&r.cursor, &r.entry)
		switch err {
		case nil:
			r.last = i
			return nil
		case errJSON, errEmptyPage:
			return err
		}
		if refusals == nil {
			refusals = make([]error, len(Formats))
		}
		refusals[i] = err
	}
	return refused(refusals)
}

// refused joins what the formats say, in the order of [Formats].
func refused(reasons []error) error {
	if !slices.ContainsFunc(reasons, func(err error) bool { return err != errNoTime }) {
		return fmt.Errorf("no log entry: %w", errNoTime)
	}
	text := make([]string, len(reasons))
	for i, err := range reasons {
		text[i] = Formats[i].Name + ": " + err.Error()
	}
	return errors.New("no log entry (" + strings.Join(text, "; ") + ")")
}
