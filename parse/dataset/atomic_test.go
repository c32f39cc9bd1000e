package dataset

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// disk makes files. To create one, to write to it, to sync and to close it are operations.
type disk struct {
	operations int  // that succeed before one fails
	recovers   bool // only one operation fails
	bytes      int  // that can be written

	used     int // operations so far
	unsynced int // files that were closed before they were safe
}

func (d *disk) operate() error {
	d.used++
	d.operations--
	if d.operations == -1 || d.operations < -1 && !d.recovers {
		return syscall.ENOSPC
	}
	return nil
}

func (d *disk) create(name string) (output, error) {
	if err := d.operate(); err != nil {
		return nil, err
	}
	f, err := os.Create(name)
	return &diskFile{disk: d, file: f}, err
}

type diskFile struct {
	disk  *disk
	file  *os.File
	dirty bool
}

func (f *diskFile) Write(p []byte) (int, error) {
	if err := f.disk.operate(); err != nil {
		return 0, err
	}
	f.dirty = true
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

func (f *diskFile) Sync() error {
	f.dirty = false
	return f.disk.operate()
}

func (f *diskFile) Close() error {
	if f.dirty {
		f.disk.unsynced++
	}
	return errors.Join(f.file.Close(), f.disk.operate())
}

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
		{"operations", func(try int) *disk { return &disk{operations: try, bytes: plenty} }},
		{"one operation", func(try int) *disk { return &disk{operations: try, recovers: true, bytes: plenty} }},
		{"bytes", func(try int) *disk { return &disk{operations: plenty, bytes: try * 307} }},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, want := startAtomic(t)
			before := contentsOf(t, dir)
			var disk *disk
			try := 0
			for ; ; try++ {
				disk = test.disk(try)
				err := tryIngest(t, dir, disk.create)
				if err == nil {
					break
				}
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatalf("try %d: %v, want %v", try, err, syscall.ENOSPC)
				}
				sameContents(t, fmt.Sprintf("after try %d", try), contentsOf(t, dir), before)
			}
			if try < 20 || test.name != "bytes" && try != disk.used {
				t.Errorf("%d tries failed, of %d operations", try, disk.used)
			}
			if disk.unsynced > 0 {
				t.Errorf("%d files not synced", disk.unsynced)
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
	d.create = (&disk{operations: 7, bytes: plenty}).create
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
	d.create = (&disk{operations: plenty, bytes: 40}).create
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
