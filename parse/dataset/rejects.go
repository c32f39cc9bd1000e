package dataset

import (
	"encoding/json"
	"fmt"
	"os"

	"lastcall/parse"
)

const stagedRejects = "rejects.ndjson"

// rejectLog is the file of a source's rejected records: one JSON object a line with file, line, byte offset in the
// decompressed content, reason, and the record's text as far as it is kept.
type rejectLog struct {
	file  *os.File
	json  *json.Encoder
	first *parse.Reject
}

func (in *ingestion) reject(bad *parse.Reject) error {
	in.counts.Records++
	in.counts.Rejected++
	if in.rejects == nil {
		if err := os.MkdirAll(in.dataset.staging(), 0o777); err != nil {
			return fmt.Errorf("write dataset: %w", err)
		}
		f, err := in.dataset.create(in.staged(stagedRejects))
		if err != nil {
			return fmt.Errorf("write dataset: %w", err)
		}
		in.rejects = &rejectLog{file: f, json: json.NewEncoder(f), first: bad}
	}
	err := in.rejects.json.Encode(struct {
		File   string `json:"file"`
		Line   int64  `json:"line"`
		Offset int64  `json:"offset"`
		Reason string `json:"reason"`
		Text   string `json:"text"`
	}{in.name, bad.Line, bad.Offset, bad.Reason, bad.Text})
	if err != nil {
		return fmt.Errorf("write dataset: %w", err)
	}
	return nil
}
