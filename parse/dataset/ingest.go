package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/zeebo/xxh3"

	"lastcall/parse"
)

// Outcome says what reading one source did.
type Outcome struct {
	Source  *Source
	Skipped bool // the same content had been committed before; nothing was added
}

// UnusableError says why a source holds nothing that can be stored. The dataset is as it was.
type UnusableError struct {
	Name   string
	Reason string
	Hint   string
}

func (e *UnusableError) Error() string { return e.Name + ": " + e.Reason }

// Ingest reads a source whole and commits it. r may be compressed. On any error, and when ctx is
// cancelled, the dataset is as it was. Content that was committed before is skipped, whatever its name.
func (d *Dataset) Ingest(ctx context.Context, name string, r io.Reader) (*Outcome, error) {
	plain, err := parse.Decompress(r)
	if err != nil {
		return nil, unreadable(name, err)
	}
	in := &ingestion{dataset: d, name: name, text: newFingerprint(plain), lines: lineCounts{}}
	defer os.RemoveAll(d.staging())
	if err := in.read(ctx); err != nil {
		return nil, err
	}
	fingerprint := in.text.sum()
	if s, ok := d.sources[fingerprint]; ok {
		return &Outcome{Source: s, Skipped: true}, d.seenAs(s, name)
	}
	if err := in.usable(); err != nil {
		return nil, err
	}
	s, err := in.stage(ctx, fingerprint)
	if err != nil {
		return nil, fmt.Errorf("write dataset: %w", err)
	}
	if err := d.commit(s, in.moves(fingerprint)); err != nil {
		return nil, fmt.Errorf("write dataset: %w", err)
	}
	return &Outcome{Source: s}, nil
}

// Skip reports whether the content of r was committed before, and under which record.
func (d *Dataset) Skip(name string, r io.Reader) (*Outcome, error) {
	plain, err := parse.Decompress(r)
	if err != nil {
		return nil, unreadable(name, err)
	}
	text := newFingerprint(plain)
	if _, err := io.Copy(io.Discard, text); err != nil {
		return nil, unreadable(name, err)
	}
	s, ok := d.sources[text.sum()]
	if !ok {
		return nil, nil
	}
	return &Outcome{Source: s, Skipped: true}, d.seenAs(s, name)
}

// fingerprint hashes what is read through it.
type fingerprint struct {
	r     io.Reader
	hash  *xxh3.Hasher
	bytes int64
}

func newFingerprint(r io.Reader) *fingerprint {
	return &fingerprint{r: r, hash: xxh3.New()}
}

func (f *fingerprint) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	f.hash.Write(p[:n])
	f.bytes += int64(n)
	return n, err
}

func (f *fingerprint) sum() string {
	sum := f.hash.Sum128().Bytes()
	return fmt.Sprintf("%x", sum[:])
}

func unreadable(name string, err error) error {
	var path *os.PathError
	switch {
	case errors.Is(err, parse.ErrTruncated):
		return &UnusableError{name, err.Error(), "the file is cut off: copy or download it again"}
	case errors.As(err, &path):
		return fmt.Errorf("read %s: %w", name, err)
	case errors.Is(err, context.Canceled):
		return err
	}
	return &UnusableError{name, err.Error(), "the file is damaged: copy or download it again"}
}

// ingestion is the reading of one source.
type ingestion struct {
	dataset *Dataset
	name    string
	text    *fingerprint

	chunk   chunk
	chunks  int // chunks written so far
	parts   []part
	rejects *rejectLog
	counts  Counts
	lines   lineCounts

	first, last  int64 // times of the earliest and latest line
	minID, maxID string
}

// read parses the source and stages full chunks.
func (in *ingestion) read(ctx context.Context) error {
	reader := parse.NewReader(in.text)
	for {
		rec, err := reader.Next()
		var bad *parse.Reject
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			err = in.reject(bad)
		case err != nil:
			return unreadable(in.name, err)
		default:
			err = in.add(ctx, rec)
		}
		if err != nil {
			return err
		}
	}
}

func (in *ingestion) add(ctx context.Context, rec *parse.Record) error {
	in.count(rec)
	in.chunk.add(rec)
	if in.counts.Records%1024 == 0 && ctx.Err() != nil {
		return ctx.Err()
	}
	if !in.chunk.full() {
		return nil
	}
	if err := in.flush(ctx); err != nil {
		return fmt.Errorf("write dataset: %w", err)
	}
	return nil
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
	if in.minID == "" || string(rec.ID) < in.minID {
		in.minID = string(rec.ID)
	}
	if string(rec.ID) > in.maxID {
		in.maxID = string(rec.ID)
	}
}

// usable refuses a source in which not one log entry was found.
func (in *ingestion) usable() error {
	if in.text.bytes == 0 {
		return &UnusableError{in.name, "the file is empty", "check the export that wrote it; an empty file proves nothing about usage"}
	}
	if in.counts.Rejected > 0 && in.counts.Rejected == in.counts.Records {
		return &UnusableError{
			in.name, fmt.Sprintf("no Render log entry found (line %d: %s)", in.rejects.first.Line, in.rejects.first.Reason),
			"export with the API (/v1/logs) or `render logs -o json`; text exports lose the paths",
		}
	}
	return nil
}

// stage writes what is left and returns the commit record.
func (in *ingestion) stage(ctx context.Context, fingerprint string) (*Source, error) {
	if err := in.flush(ctx); err != nil {
		return nil, err
	}
	if err := in.writeLines(fingerprint); err != nil {
		return nil, err
	}
	if in.rejects != nil {
		if err := syncAndClose(in.rejects.file, nil); err != nil {
			return nil, err
		}
	}
	s := &Source{
		Version: Version, Fingerprint: fingerprint, Names: []string{in.name}, Bytes: in.text.bytes, Counts: in.counts,
		MinID: in.minID, MaxID: in.maxID, Files: []File{}, Parsed: time.Now().UTC().Truncate(time.Second),
	}
	if in.counts.Records > in.counts.Rejected {
		first, last := time.UnixMicro(in.first).UTC(), time.UnixMicro(in.last).UTC()
		s.First, s.Last = &first, &last
	}
	for _, p := range in.parts {
		s.Files = append(s.Files, p.file(fingerprint))
	}
	return s, nil
}

// moves says where the staged files belong.
func (in *ingestion) moves(fingerprint string) []move {
	var moves []move
	for _, p := range in.parts {
		moves = append(moves, move{in.staged(p.staged()), filepath.FromSlash(p.file(fingerprint).Path)})
	}
	if in.rejects != nil {
		moves = append(moves, move{in.staged(stagedRejects), filepath.Join("rejects", fingerprint+".ndjson")})
	}
	return moves
}

func (in *ingestion) staged(name string) string {
	return filepath.Join(in.dataset.staging(), name)
}
