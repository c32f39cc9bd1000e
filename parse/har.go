package parse

import (
	"bytes"
	"encoding/base64"
	"errors"
)

// errNoLogs says that an answer in a browser's recording holds anything but log entries.
var errNoLogs = errors.New("an answer without log entries")

// unwrapHAR reads an exchange as browsers record them, one of {"log":{"entries":[…]}}, whose answer is a page of the API or of the
// dashboard's GraphQL:
//
//	{"startedDateTime":"…","request":{…},"response":{"content":{"mimeType":"application/json","text":"{\"data\":…}","encoding":"base64"}}}
//
// It gives errPageInside with the answer as the message, and errNoLogs for all the other exchanges of a page.
func unwrapHAR(c *cursor, e *Entry) error {
	var started []byte
	var answer harAnswer
	err := c.object(func(key []byte) (err error) {
		switch {
		case string(key) == "startedDateTime":
			started, err = c.scalar()
		case string(key) == "response" && c.next() == '{':
			err = answer.read(c)
		default:
			err = c.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case started == nil || !answer.given:
		return errForeign
	}
	e.Message = answer.decoded()
	if !bytes.Contains(e.Message, []byte(`"logs":[`)) && !bytes.Contains(e.Message, []byte(`"logs": [`)) {
		return errNoLogs
	}
	return errPageInside
}

// recording is what a reader knows of the recordings in its stream.
type recording struct {
	logs   bool // an answer in them holds log entries
	other  bool // there are answers, and none does
	secret bool // there is a recording, and so are cookies and tokens
}

// harAnswer is what a server sent.
type harAnswer struct {
	given          bool
	text, encoding []byte
}

func (a *harAnswer) read(c *cursor) error {
	a.given = true
	return c.object(func(key []byte) error {
		if string(key) != "content" {
			return c.skip()
		}
		return readFields(c, a.field, nil)
	})
}

func (a *harAnswer) field(key []byte) *[]byte {
	switch string(key) {
	case "text":
		return &a.text
	case "encoding":
		return &a.encoding
	}
	return nil
}

// decoded is the answer's text, as far as it can be decoded.
func (a *harAnswer) decoded() []byte {
	if string(a.encoding) != "base64" {
		return a.text
	}
	text := make([]byte, base64.StdEncoding.DecodedLen(len(a.text)))
	n, _ := base64.StdEncoding.Decode(text, a.text)
	return text[:n]
}
