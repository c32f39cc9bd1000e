package parse

import "bytes"

// nodeLine is what Node's JSON loggers say about a request. Fields are nil where they say nothing. Headers hold
// secrets: only those named here are looked at.
type nodeLine struct {
	id, message           []byte
	method, url, original []byte // original is the URL before a router took its prefix off
	host, agent           []byte
	peer, forwarded       []byte // the socket's peer or Express's req.ip, and the list of X-Forwarded-For
	code, size, millis    []byte
	status                []byte // a field of the application's own, which may mean anything else
	answered              bool   // the answer's status was given, maybe as null
	nested                bool   // request and answer stood in "meta", where express-winston puts them
}

// readNode reads an object that passed [holdsJSON].
func readNode(object []byte) (n nodeLine, ok bool) {
	c := cursor{b: object}
	err := n.read(&c)
	return n, err == nil
}

func (n *nodeLine) read(c *cursor) error {
	return c.object(func(key []byte) (err error) {
		switch to := n.top(key); {
		case to != nil:
			*to, err = c.scalar()
			return err
		case string(key) == "req":
			return readFields(c, n.request, n.requestHeader)
		case string(key) == "res":
			return readFields(c, n.answer, n.answerHeader)
		case string(key) == "meta" && c.next() == '{':
			n.nested = true
			return n.read(c)
		}
		return c.skip()
	})
}

func (n *nodeLine) top(key []byte) *[]byte {
	switch string(key) {
	case "reqId":
		return &n.id
	case "msg":
		return &n.message
	case "responseTime", "durationMs":
		return &n.millis
	case "ip":
		return &n.peer
	case "userAgent":
		return &n.agent
	case "status", "statusCode":
		return &n.status
	}
	return nil
}

func (n *nodeLine) request(key []byte) *[]byte {
	switch string(key) {
	case "method":
		return &n.method
	case "url":
		return &n.url
	case "originalUrl":
		return &n.original
	case "host", "hostname":
		return &n.host
	case "remoteAddress":
		return &n.peer
	}
	return nil
}

func (n *nodeLine) requestHeader(key []byte) *[]byte {
	switch string(key) {
	case "host":
		return &n.host
	case "user-agent":
		return &n.agent
	case "x-forwarded-for":
		return &n.forwarded
	}
	return nil
}

func (n *nodeLine) answer(key []byte) *[]byte {
	if string(key) != "statusCode" {
		return nil
	}
	n.answered = true
	return &n.code
}

func (n *nodeLine) answerHeader(key []byte) *[]byte {
	if string(key) == "content-length" {
		return &n.size
	}
	return nil
}

// store fills rec with what the line gives, and reports false where that is no request or no status.
func (n *nodeLine) store(rec *Record) bool {
	if n.original != nil {
		n.url = n.original
	}
	if n.code == nil && status(n.status) != 0 {
		n.code = n.status
	}
	if n.method != nil && !setTarget(n.method, n.url, rec) || n.code != nil && !setStatus(n.code, rec) {
		return false
	}
	if ms := scaled(n.millis, 0); ms != Unknown {
		rec.DurationMS = ms
	}
	if n.agent != nil {
		rec.UserAgent = n.agent
	}
	rec.Host = nilIfEmpty(n.host)
	rec.Bytes = number(n.size)
	rec.ClientIP = n.visitor()
	return true
}

// visitor is the first address of X-Forwarded-For, as in the lines of other servers, or else the peer.
func (n *nodeLine) visitor() []byte {
	first, _, _ := bytes.Cut(n.forwarded, []byte(","))
	if first = bytes.TrimSpace(first); len(first) > 0 {
		return first
	}
	return nilIfEmpty(n.peer)
}
