package dataset

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func openError(t *testing.T, dir string) error {
	t.Helper()
	d, err := Open(context.Background(), dir, func() { t.Error("waits for another writer") })
	if err == nil {
		d.Close()
	}
	return err
}

// TestOpenImpossible opens datasets where there can be none.
func TestOpenImpossible(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, []string{"file", "a/sources", "b/.lock/file"})
	for _, test := range []struct{ name, dir, want string }{
		{"a file", filepath.Join(dir, "file"), "create dataset: "},
		{"below a file", filepath.Join(dir, "file", "data"), "create dataset: "},
		{"sources is a file", filepath.Join(dir, "a"), "create dataset: "},
		{"the lock is a directory", filepath.Join(dir, "b"), "lock dataset: "},
	} {
		err := openError(t, test.dir)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v, want %s…", test.name, err, test.want)
		}
	}
}

// TestReadOnly opens and writes where writing is forbidden.
func TestReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not bind root")
	}
	parent := t.TempDir()
	d := open(t, filepath.Join(parent, "data"))
	ingest(t, d, "x", log(edge("a", newYear, "/x")))
	os.Chmod(d.dir, 0o555)
	t.Cleanup(func() { os.Chmod(d.dir, 0o777) })
	if _, err := d.Ingest(context.Background(), "y", strings.NewReader(log(edge("b", newYear, "/x")))); !errors.Is(err, os.ErrPermission) {
		t.Errorf("ingest: %v", err)
	}
	audit(t, d.dir)
	os.Chmod(parent, 0o555)
	t.Cleanup(func() { os.Chmod(parent, 0o777) })
	if err := openError(t, filepath.Join(parent, "other")); !errors.Is(err, os.ErrPermission) {
		t.Errorf("open: %v", err)
	}
}

// TestUnreadableSources does not take commit records that it may not list for a dataset without sources: all its
// files would be removed.
func TestUnreadableSources(t *testing.T) {
	d := parsed(t, log(edge("a", newYear, "/x")))
	d.Close()
	sources := filepath.Join(d.dir, "sources")
	if err := os.Rename(sources, sources+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("sources", sources); err != nil { // a symlink to itself binds root, too
		t.Fatal(err)
	}
	if _, err := Read(d.dir); err == nil {
		t.Error("read: no error")
	}
	if err := openError(t, d.dir); err == nil {
		t.Error("open: no error")
	}
	os.Remove(sources)
	if err := os.Rename(sources+".away", sources); err != nil {
		t.Fatal(err)
	}
	if n := len(audit(t, d.dir)["requests"]); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// TestDirectoryGone writes into a dataset whose directory was removed.
func TestDirectoryGone(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "data"))
	if err := os.RemoveAll(d.dir); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Dir(d.dir), []string{"data"})
	_, err := d.Ingest(context.Background(), "x", strings.NewReader(log(edge("a", newYear, "/x"))))
	if err == nil || !strings.HasPrefix(err.Error(), "write dataset: ") {
		t.Errorf("%v", err)
	}
}

// TestCreatesParents creates a dataset several directories deep, and a second time finds it.
func TestCreatesParents(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b", "c")
	ingest(t, open(t, dir), "x", log(edge("a", newYear, "/x")))
	if n := len(audit(t, dir)["requests"]); n != 1 {
		t.Errorf("%d requests, want 1", n)
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
		"requests/" + orphan + ".ndjson", "requests/date=2027-01-01/" + orphan + ".ndjson", "requests/" + orphan + ".parquet", "requests/mine/" + orphan + ".parquet",
		"lines/date=yesterday/" + orphan + ".parquet", "rejects/" + orphan + ".parquet", "rejects/mine/" + orphan + ".ndjson",
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
