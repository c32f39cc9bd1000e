package dataset

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// disk makes files until its operations or bytes are used up.
type disk struct{ operations, bytes int }

func (d *disk) create(name string) (output, error) {
	if err := d.operate(); err != nil {
		return nil, err
	}
	f, err := os.Create(name)
	return &diskFile{d, f}, err
}

func (d *disk) operate() error {
	d.operations--
	if d.operations < 0 {
		return syscall.ENOSPC
	}
	return nil
}

// diskFile is a file on a disk. Sync and Close are operations, too: on network disks they are what fails.
type diskFile struct {
	disk *disk
	file *os.File
}

func (f *diskFile) Write(p []byte) (int, error) {
	n := min(len(p), f.disk.bytes)
	f.disk.bytes -= n
	if n, err := f.file.Write(p[:n]); err != nil {
		return n, err
	}
	if n < len(p) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

func (f *diskFile) Sync() error { return f.disk.operate() }

func (f *diskFile) Close() error { return errors.Join(f.file.Close(), f.disk.operate()) }

const plenty = 1 << 30

// everySort is a source with two days of requests, other lines and rejects, which overlaps [sampleStream].
func everySort() string {
	stream, _, _ := sampleStream(240)
	return log(stream[120:200]...) + "not JSON\n" + log(stream[180:]...)
}

// startAtomic returns a dataset with one source in it, and what it must hold in the end, when everySort is in it as well.
func startAtomic(t *testing.T) (dir string, want map[string]string) {
	stream, _, _ := sampleStream(140)
	undisturbed := parsed(t, log(stream...))
	undisturbed.chunkRows = 50
	ingest(t, undisturbed, "every.json", everySort())
	audit(t, undisturbed.dir)
	d := parsed(t, log(stream...))
	d.Close()
	return d.dir, contentsOf(t, undisturbed.dir)
}

// tryIngest reads everySort with the given function to create files.
func tryIngest(t *testing.T, dir string, create func(string) (output, error)) error {
	t.Helper()
	d := open(t, dir)
	defer d.Close()
	d.create, d.chunkRows = create, 50
	_, err := d.Ingest(context.Background(), "every.json", strings.NewReader(everySort()))
	return err
}

// TestFullDisk fails at every operation, and at many bytes.
func TestFullDisk(t *testing.T) {
	for _, test := range []struct {
		name string
		disk func(try int) *disk
	}{
		{"operations", func(try int) *disk { return &disk{try, plenty} }},
		{"bytes", func(try int) *disk { return &disk{plenty, try * 211} }},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, want := startAtomic(t)
			before := contentsOf(t, dir)
			try := 0
			for ; ; try++ {
				err := tryIngest(t, dir, test.disk(try).create)
				if err == nil {
					break
				}
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatalf("try %d: %v, want %v", try, err, syscall.ENOSPC)
				}
				sameContents(t, fmt.Sprintf("after try %d", try), contentsOf(t, dir), before)
			}
			if try < 20 {
				t.Errorf("only %d tries failed", try)
			}
			sameContents(t, "in the end", contentsOf(t, dir), want)
		})
	}
}

// TestBlockedPlace puts a directory where a file is to be moved, one file after the other.
func TestBlockedPlace(t *testing.T) {
	dir, want := startAtomic(t)
	before := contentsOf(t, dir)
	blocked := 0
	for name := range want {
		if _, ok := before[name]; ok {
			continue
		}
		blocked++
		obstacle := filepath.Join(dir, name)
		block := func(staged string) (output, error) {
			if err := os.MkdirAll(filepath.Join(obstacle, "in the way"), 0o777); err != nil {
				t.Fatal(err)
			}
			return createFile(staged)
		}
		if err := tryIngest(t, dir, block); err == nil {
			t.Fatalf("%s: no error", name)
		}
		if err := os.RemoveAll(obstacle); err != nil {
			t.Fatal(err)
		}
		if s, err := Read(dir); err != nil || len(s.Sources) != 1 {
			t.Errorf("%s: %v, %v", name, s, err)
		}
		open(t, dir).Close()
		sameContents(t, name, contentsOf(t, dir), before)
	}
	if err := tryIngest(t, dir, createFile); err != nil {
		t.Fatal(err)
	}
	sameContents(t, "in the end", contentsOf(t, dir), want)
	if blocked < 8 {
		t.Errorf("only %d places blocked", blocked)
	}
}

// TestGoOnAfterError reads two more sources into a dataset that could not take one.
func TestGoOnAfterError(t *testing.T) {
	d := open(t, t.TempDir())
	text, other := everySort(), log(edge("other", newYear, "/x"))
	d.create = (&disk{3, plenty}).create
	if _, err := d.Ingest(context.Background(), "every.json", strings.NewReader(text)); err == nil {
		t.Fatal("no error")
	}
	d.create = createFile
	ingest(t, d, "0.json", other)
	ingest(t, d, "1.json", text)
	audit(t, d.dir)
	sameContents(t, "after an error", contentsOf(t, d.dir), contentsOf(t, parsed(t, other, text).dir))
}

// TestNameNotWritten fails to add a name to a commit record, and then succeeds.
func TestNameNotWritten(t *testing.T) {
	text := log(edge("a", newYear, "/x"))
	d := parsed(t, text)
	before := contentsOf(t, d.dir)
	d.create = (&disk{plenty, 40}).create
	for _, add := range []func() (*Outcome, error){
		func() (*Outcome, error) { return d.Ingest(context.Background(), "copy.json", strings.NewReader(text)) },
		func() (*Outcome, error) { return d.Skip("copy.json", strings.NewReader(text)) },
	} {
		if o, err := add(); o != nil || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%v, %v", o, err)
		}
		if d.Knows("copy.json") {
			t.Error("knows a name that is not on disk")
		}
		sameContents(t, "after an error", contentsOf(t, d.dir), before)
	}
	d.create = createFile
	ingest(t, d, "copy.json", text)
	if s := onlySource(t, d.dir); !slices.Equal(s.Names, []string{"0.json", "copy.json"}) {
		t.Errorf("names %q", s.Names)
	}
}

// TestForeignFiles keeps what a user put into a dataset and removes what an interruption left.
func TestForeignFiles(t *testing.T) {
	d := parsed(t, log(edge("a", newYear, "/x"), app("b", newYear, "hello"))+"not JSON\n")
	d.Close()
	fingerprint := onlySource(t, d.dir).Fingerprint
	orphan := strings.Repeat("0123456789abcdef", 2)
	foreign := []string{
		"README.md", "sources/README.md", "requests/README.md", "requests/date=2027-01-01/notes.txt", "requests/date=2027-01-01/mine.parquet",
		"requests/2027.parquet", "rejects/mine.ndjson", "lines/" + orphan + ".csv", "mine/" + orphan + ".parquet", "rejects/" + orphan + ".ndjson.bak",
	}
	orphans := []string{
		"requests/date=2027-01-01/" + orphan + ".parquet", "requests/date=2027-01-01/" + fingerprint + "-1.parquet", "requests/date=2027-02-01/" + orphan + "-12.parquet",
		"lines/date=2027-01-01/" + orphan + ".parquet", "ids/date=2027-01-01/" + orphan + ".parquet", "rejects/" + orphan + ".ndjson", ".staging/requests/2027-01-01-0.parquet",
	}
	put(t, d.dir, foreign)
	want := contentsOf(t, d.dir)
	put(t, d.dir, orphans)
	open(t, d.dir).Close()
	sameContents(t, "after opening", contentsOf(t, d.dir), want)
	if _, err := os.Stat(filepath.Join(d.dir, "requests/date=2027-02-01")); !os.IsNotExist(err) {
		t.Errorf("empty directory left: %v", err)
	}
}

func put(t *testing.T, dir string, names []string) {
	t.Helper()
	for _, name := range names {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("text"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// trickle gives text in small pieces and calls after when half of it is read.
type trickle struct {
	text  string
	read  int
	after func()
}

func (r *trickle) Read(p []byte) (int, error) {
	if half := len(r.text) / 2; r.read < half && r.read+len(p) >= half {
		p = p[:half-r.read]
		defer r.after()
	}
	n := copy(p, r.text[r.read:])
	r.read += n
	if n == 0 {
		return 0, os.ErrClosed
	}
	return n, nil
}

// TestCancel cancels in the middle of a source, after chunks of it were staged.
func TestCancel(t *testing.T) {
	bad := strings.Repeat("not JSON, and a line long enough to fill the buffers of the reader before the end\n", 60_000)
	var requests strings.Builder
	for i := range 20_000 {
		requests.WriteString(edge(fmt.Sprint(i), newYear.Add(time.Duration(i)*time.Second), "/x").String() + "\n")
	}
	for name, text := range map[string]string{"requests": requests.String(), "rejects": bad} {
		t.Run(name, func(t *testing.T) {
			d := parsed(t, log(edge("a", newYear, "/x")))
			d.chunkRows = 1000
			before := contentsOf(t, d.dir)
			ctx, cancel := context.WithCancel(context.Background())
			staged := 0
			source := &trickle{text: text, after: func() {
				staged = len(contentsOf(t, d.dir)) - len(before)
				cancel()
			}}
			o, err := d.Ingest(ctx, "x", source)
			if o != nil || !errors.Is(err, context.Canceled) {
				t.Errorf("%v, %v", o, err)
			}
			if staged == 0 {
				t.Error("nothing was staged when the context was cancelled")
			}
			sameContents(t, "after cancelling", contentsOf(t, d.dir), before)
			if _, err := os.Stat(d.staging()); !os.IsNotExist(err) {
				t.Errorf("staging directory: %v", err)
			}
		})
	}
}

// TestCancelledBefore does nothing with a context that is cancelled already.
func TestCancelledBefore(t *testing.T) {
	d := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if o, err := d.Ingest(ctx, "x", strings.NewReader(log(edge("a", newYear, "/x")))); o != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", o, err)
	}
	if s, err := Read(d.dir); err != nil || !reflect.DeepEqual(s, &Snapshot{Dir: d.dir}) {
		t.Errorf("%+v, %v", s, err)
	}
}
