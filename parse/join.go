package parse

import "bytes"

// joinRole says what a line tells about a request. Some servers write two lines for one: the first names the request, the
// last its status and duration, and lines of other requests may stand between them. Lines of one request have the same
// key; where it is nil, the server marks them by nothing but their order.
type joinRole uint8

const (
	notAccess     joinRole = iota // nothing about a request
	wholeRequest                  // all that will be said
	opensRequest                  // method, path and peer
	closesRequest                 // status and duration
)

// maxOpen is the number of requests whose second line is waited for, and maxOpenText what they may hold; beyond it the oldest
// are given up.
const (
	maxOpen     = 4096
	maxOpenText = 8 << 20
)

// joiner brings the two lines of a request together. Every line stays one record: the last one is the request and the
// first, which is held back until then, is Other. A request whose last line never comes is its first line, with the
// status unknown; one whose first line is missing has no path.
type joiner struct {
	open  []*opened // in the order in which they were opened
	text  int       // bytes in all that are open
	ready []*Record // to be returned before anything else is read
}

// opened is the first line of a request.
type opened struct {
	rec *Record
	key string
}

// take reads a line of a paired format. held is true when the record must wait for its second line.
func (j *joiner) take(line []byte, rec *Record) (held bool) {
	before := *rec
	for _, format := range pairedLines {
		role, key := format.read(line, rec)
		switch role {
		case opensRequest:
			rec.Kind, rec.Access = Request, format.name
			if rec.tooLong() {
				return false
			}
			j.hold(rec, joinKey(format.name, rec, key))
			return true
		case closesRequest:
			rec.Kind, rec.Access = Request, format.name
			j.close(rec, joinKey(format.name, rec, key))
			return false
		}
		*rec = before
	}
	return false
}

// joinKey tells requests of different processes apart.
func joinKey(format string, rec *Record, key []byte) string {
	return format + "\x00" + string(rec.Service) + "\x00" + string(rec.Instance) + "\x00" + string(key)
}

func (j *joiner) hold(rec *Record, key string) {
	own := *rec
	for _, field := range own.texts() {
		*field = bytes.Clone(*field)
	}
	makeValid(&own)
	o := &opened{&own, key}
	j.open = append(j.open, o)
	j.text += o.size()
	for len(j.open) > maxOpen || j.text > maxOpenText {
		j.ready = append(j.ready, j.open[0].rec)
		j.remove(0)
	}
}

// remove forgets an open request.
func (j *joiner) remove(i int) {
	j.text -= j.open[i].size()
	j.open = append(j.open[:i:i], j.open[i+1:]...)
}

func (o *opened) size() int {
	n := len(o.key)
	for _, field := range o.rec.texts() {
		n += len(*field)
	}
	return n
}

// close completes rec, the last line of a request, from the first one, which becomes a record of its own.
func (j *joiner) close(rec *Record, key string) {
	for i, o := range j.open {
		if o.key != key {
			continue
		}
		first := o.rec
		rec.Began = first.Offset
		rec.Method, rec.Path, rec.Query = first.Method, first.Path, first.Query
		rec.ClientIP, rec.Host, rec.UserAgent = first.ClientIP, first.Host, first.UserAgent
		j.remove(i)
		j.ready = append(j.ready, &Record{
			Kind: Other, Offset: first.Offset, Began: first.Offset, Channel: first.Channel, Format: first.Format, ID: first.ID, Time: first.Time, Precision: first.Precision,
			Service: first.Service, Instance: first.Instance, DurationMS: Unknown, Bytes: Unknown,
		})
		return
	}
}

// next returns a record that was held back, nil when there is none.
func (j *joiner) next() *Record {
	if len(j.ready) == 0 {
		return nil
	}
	rec := j.ready[0]
	j.ready = j.ready[1:]
	return rec
}

// end gives up waiting: what is open is a request of unknown status. It reports whether there is any.
func (j *joiner) end() bool {
	for _, o := range j.open {
		j.ready = append(j.ready, o.rec)
	}
	j.open, j.text = nil, 0
	return len(j.ready) > 0
}
