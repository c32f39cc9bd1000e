package dataset

import (
	"context"
	"os"

	"lastcall/parse"
)

const stagedRejects = "rejects.ndjson"

// rejectBytes bounds the rejects that are kept of a source: a small compressed file can hold more than a disk does.
const rejectBytes = 256 << 20

// rejectLine is a line of the file of a source's rejected records: file, line, byte offset in the decompressed content, reason,
// and the record's text as far as it is kept.
type rejectLine struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`
	Offset int64  `json:"offset"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

func (in *ingestion) reject(ctx context.Context, bad *parse.Reject) error {
	if bad.Cut && in.cut < 0 {
		in.cut = bad.Offset
	}
	if in.known(bad.Offset) {
		return nil
	}
	in.counts.Records++
	in.counts.Rejected++
	if in.firstBad == nil {
		in.firstBad = bad
	}
	if bad.Reason == parse.NoDate && in.undated == nil {
		in.undated = bad
	}
	if err := in.keepReject(rejectLine{in.name, bad.Line, bad.Offset, bad.Reason, bad.Text}); err != nil {
		return err
	}
	return in.flushFull(ctx)
}

// keepReject keeps a reject until there are as many as may be kept; the last line says so.
func (in *ingestion) keepReject(line rejectLine) error {
	if in.rejectSize > in.dataset.rejectBytes {
		return nil
	}
	n, err := in.chunk.reject(line)
	in.rejectSize += n
	if err == nil && in.rejectSize > in.dataset.rejectBytes {
		line.Reason, line.Text = "the log of rejects is full: what is rejected behind this is counted and not kept", ""
		_, err = in.chunk.reject(line)
	}
	return err
}

// writeRejects adds the rejects of a chunk to their file.
func (s *stager) writeRejects(c *chunk) error {
	if c.bad == 0 {
		return nil
	}
	if s.rejects == nil {
		if err := os.MkdirAll(s.dataset.staging(), 0o777); err != nil {
			return err
		}
		f, err := s.dataset.create(s.staged(stagedRejects))
		if err != nil {
			return err
		}
		s.rejects, s.bad = f, true
	}
	_, err := s.rejects.Write(c.rejects.Bytes())
	return err
}

func (s *stager) closeRejects() error {
	if s.rejects == nil {
		return nil
	}
	f := s.rejects
	s.rejects = nil
	return syncAndClose(f, nil)
}
