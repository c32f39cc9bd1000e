package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lastcall/parse"
)

// Outcome says what reading one source did.
type Outcome struct {
	Source  *Source
	Skipped bool // the same content had been committed before; nothing was added
}

// Ingest reads a source whole and commits it. r may be compressed. On any error the dataset is as it was; a cancelled
// ctx is one, noticed as soon as r gives something to read. Content that was committed before is skipped, whatever its name;
// of content that begins with a committed source only what follows is added.
func (d *Dataset) Ingest(ctx context.Context, name string, r io.Reader) (*Outcome, error) {
	name = validName(name)
	text, err := newContent(name, r, maps.Values(d.sources))
	if err != nil {
		return nil, err
	}
	in := d.newIngestion(name, text)
	defer in.discard()
	if err := in.read(ctx); err != nil {
		return nil, err
	}
	fingerprint := text.fingerprint()
	if s, ok := d.sources[fingerprint]; ok {
		return d.skip(s, name)
	}
	if err := in.usable(); err != nil {
		return nil, err
	}
	s, err := in.stage(ctx, fingerprint)
	if err != nil {
		return nil, fmt.Errorf("write dataset: %w", err)
	}
	if err := d.commit(s, in.out.moves(fingerprint)); err != nil {
		return nil, fmt.Errorf("write dataset: %w", err)
	}
	return &Outcome{Source: s}, nil
}

// Skip compares the content of r with what was committed before. The outcome is nil when it is new.
func (d *Dataset) Skip(name string, r io.Reader) (*Outcome, error) {
	name = validName(name)
	text, err := newContent(name, r, func(func(*Source) bool) {})
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, text); err != nil {
		return nil, text.unreadable(err)
	}
	s, ok := d.sources[text.fingerprint()]
	if !ok {
		return nil, nil
	}
	return d.skip(s, name)
}

func (d *Dataset) skip(s *Source, name string) (*Outcome, error) {
	if err := d.seenAs(s, name); err != nil {
		return nil, fmt.Errorf("write dataset: %w", err)
	}
	return &Outcome{Source: s, Skipped: true}, nil
}

// validName is the name as a commit record holds it, which is JSON.
func validName(name string) string {
	return strings.ToValidUTF8(name, "\uFFFD")
}

// ingestion is the reading of one source. One chunk is filled while another is written, which is all that is in memory of it.
type ingestion struct {
	dataset *Dataset
	name    string
	text    *content

	chunk   *chunk     // being filled
	out     *stager    // not to be touched before done is waited for
	writing *chunk     // being written, or empty
	done    chan error // gives the outcome of writing; nil when nothing is written

	counts            Counts        // of what is read: Records and Rejected
	rejectSize        int           // bytes of rejects that are kept
	firstBad, undated *parse.Reject // the first reject, and the first that lacks nothing but a date; nil when there is none

	first, last  int64 // times of the earliest and latest line
	minID, maxID []byte

	grown *Source // what the content begins with, nil when it begins with nothing that is committed
	cut   int64   // offset of the record that the content ends in, -1 when it ends in none
}

func (d *Dataset) newIngestion(name string, text *content) *ingestion {
	return &ingestion{
		dataset: d, name: name, text: text, chunk: new(chunk), writing: new(chunk),
		out: &stager{dataset: d, lines: lineCounts{}}, cut: -1,
	}
}

// read parses the source and stages full chunks.
func (in *ingestion) read(ctx context.Context) error {
	reader := in.dataset.Options.NewReader(in.text)
	var bad *parse.Reject
	for {
		if in.counts.Records%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := reader.Next()
		if in.grown != in.text.grown {
			if err := in.restart(); err != nil {
				return fmt.Errorf("write dataset: %w", err)
			}
		}
		switch {
		case err == nil:
			err = in.add(ctx, rec)
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			err = in.reject(ctx, bad)
		default:
			return in.text.unreadable(err)
		}
		if err != nil {
			return fmt.Errorf("write dataset: %w", err)
		}
	}
}

// restart forgets what was read so far: it is the beginning of a source that is committed already.
func (in *ingestion) restart() error {
	if err := in.wait(); err != nil {
		return err
	}
	if err := in.out.closeRejects(); err != nil {
		return err
	}
	if err := os.RemoveAll(in.dataset.staging()); err != nil {
		return err
	}
	chunk, writing := in.chunk, in.writing
	*in = *in.dataset.newIngestion(in.name, in.text)
	in.chunk, in.writing, in.grown = chunk, writing, in.text.grown
	in.chunk.reset()
	return nil
}

// known reports whether what stands at an offset is in the dataset with the source that this one has grown from.
func (in *ingestion) known(offset int64) bool {
	return in.grown != nil && offset < in.grown.Bytes-in.grown.Cut
}

func (in *ingestion) add(ctx context.Context, rec *parse.Record) error {
	in.cut = -1
	if rec.Cut && rec.Kind == parse.Other {
		in.cut = rec.Offset // the whole line may be a request
	}
	if in.known(rec.Offset) {
		return nil
	}
	in.count(rec)
	if rec.Kind == parse.Request && in.known(rec.Began) {
		rec.Kind = parse.Other // its first line is in the dataset, as a request of unknown status
	}
	in.dataset.Privacy.apply(rec)
	in.chunk.add(rec)
	return in.flushFull(ctx)
}

// count notes what the commit record says of all lines, duplicates included.
func (in *ingestion) count(rec *parse.Record) {
	if in.counts.Records == in.counts.Rejected {
		in.first, in.last = rec.Time, rec.Time
	}
	in.counts.Records++
	in.first, in.last = min(in.first, rec.Time), max(in.last, rec.Time)
	if rec.ID == nil {
		return
	}
	if in.minID == nil || bytes.Compare(rec.ID, in.minID) < 0 {
		in.minID = append(in.minID[:0], rec.ID...)
	}
	if bytes.Compare(rec.ID, in.maxID) > 0 {
		in.maxID = append(in.maxID[:0], rec.ID...)
	}
}

// usable refuses a source in which not one log entry was found.
func (in *ingestion) usable() error {
	if in.text.bytes == 0 {
		return &UnusableError{
			Name: in.name, Reason: "the file is empty", Foreign: true,
			Hint: "check the export that wrote it; an empty file proves nothing about usage",
		}
	}
	if in.undated != nil {
		// Once it is committed, a source is not read again, with or without a date.
		return &UnusableError{
			Name: in.name, Reason: fmt.Sprintf("line %d gives no date", in.undated.Line),
			Hint: "give --date YYYY-MM-DD, the day of the first line, and --tz Area/City, the zone it was copied in",
		}
	}
	if in.grown == nil && in.counts.Rejected > 0 && in.counts.Rejected == in.counts.Records {
		return &UnusableError{
			Name: in.name, Foreign: true,
			Reason: fmt.Sprintf("no Render log entry found (line %d: %s)", in.firstBad.Line, in.firstBad.Reason),
			Hint:   "export with the API (/v1/logs) or `render logs -o json`; `lastcall parse --explain-format FILE` says what each format lacks",
		}
	}
	return nil
}

// stage writes what is left and returns the commit record.
func (in *ingestion) stage(ctx context.Context, fingerprint string) (*Source, error) {
	if err := in.flush(ctx); err != nil {
		return nil, err
	}
	if err := in.wait(); err != nil {
		return nil, err
	}
	if err := in.out.writeLines(fingerprint); err != nil {
		return nil, err
	}
	if err := in.out.closeRejects(); err != nil {
		return nil, err
	}
	s := &Source{
		Version: Version, Fingerprint: fingerprint, Names: []string{in.name}, Bytes: in.text.bytes, Counts: in.counts, Unknown: in.out.unknown,
		MinID: string(in.minID), MaxID: string(in.maxID), Files: []File{}, Parsed: time.Now().UTC().Truncate(time.Second),
	}
	s.Counts.Add(in.out.counts)
	if in.grown != nil {
		s.Grown = in.grown.Fingerprint
	}
	if in.cut >= 0 {
		s.Cut = in.text.bytes - in.cut
	}
	if in.counts.Records > in.counts.Rejected {
		first, last := time.UnixMicro(in.first).UTC(), time.UnixMicro(in.last).UTC()
		s.First, s.Last = &first, &last
	}
	for _, p := range in.out.parts {
		s.Files = append(s.Files, p.file(fingerprint))
	}
	return s, nil
}

// moves says where the staged files belong.
func (s *stager) moves(fingerprint string) []move {
	var moves []move
	for _, p := range s.parts {
		moves = append(moves, move{s.staged(p.staged()), filepath.FromSlash(p.file(fingerprint).Path)})
	}
	if s.bad {
		moves = append(moves, move{s.staged(stagedRejects), filepath.Join("rejects", fingerprint+".ndjson")})
	}
	return moves
}

// discard removes what is staged, which after a commit is empty directories. What it leaves, the next Open removes.
func (in *ingestion) discard() {
	in.wait()
	if in.out.rejects != nil {
		in.out.rejects.Close()
	}
	os.RemoveAll(in.dataset.staging())
}
