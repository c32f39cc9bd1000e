package dataset

import (
	"bufio"
	"encoding/json"
	"os"

	"lastcall/parse"
)

const stagedRejects = "rejects.ndjson"

// rejectBytes bounds the rejects that are kept of a source: a small compressed file can hold more than a disk does.
const rejectBytes = 256 << 20

// rejectLog is the file of a source's rejected records: one JSON object a line with file, line, byte offset in the
// decompressed content, reason, and the record's text as far as it is kept. The last line says so where the log is full.
type rejectLog struct {
	file    output // nil when closed
	buffer  *bufio.Writer
	size    int // bytes written
	json    *json.Encoder
	first   *parse.Reject
	undated *parse.Reject // the first that lacks nothing but a date, nil when there is none
}

func (in *ingestion) newRejectLog(first *parse.Reject) (*rejectLog, error) {
	if err := os.MkdirAll(in.dataset.staging(), 0o777); err != nil {
		return nil, err
	}
	f, err := in.dataset.create(in.staged(stagedRejects))
	if err != nil {
		return nil, err
	}
	l := &rejectLog{file: f, buffer: bufio.NewWriter(f), first: first}
	l.json = json.NewEncoder(l)
	l.json.SetEscapeHTML(false)
	return l, nil
}

func (in *ingestion) reject(bad *parse.Reject) error {
	if bad.Cut && in.cut < 0 {
		in.cut = bad.Offset
	}
	if in.known(bad.Offset) {
		return nil
	}
	in.counts.Records++
	in.counts.Rejected++
	if in.rejects == nil {
		var err error
		if in.rejects, err = in.newRejectLog(bad); err != nil {
			return err
		}
	}
	if bad.Reason == parse.NoDate && in.rejects.undated == nil {
		in.rejects.undated = bad
	}
	return in.rejects.add(rejectLine{in.name, bad.Line, bad.Offset, bad.Reason, bad.Text}, in.dataset.rejectBytes)
}

type rejectLine struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`
	Offset int64  `json:"offset"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

// add writes a line until there are limit bytes.
func (l *rejectLog) add(line rejectLine, limit int) error {
	if l.size > limit {
		return nil
	}
	err := l.json.Encode(line)
	if err == nil && l.size > limit {
		line.Reason, line.Text = "the log of rejects is full: what is rejected behind this is counted and not kept", ""
		err = l.json.Encode(line)
	}
	return err
}

func (l *rejectLog) Write(p []byte) (int, error) {
	l.size += len(p)
	return l.buffer.Write(p)
}

func (l *rejectLog) close() error {
	defer func() { l.file = nil }()
	return syncAndClose(l.file, l.buffer.Flush())
}
