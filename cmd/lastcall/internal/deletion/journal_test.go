package deletion

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestJournal(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	r := s.open()
	if entries, err := r.Journal(); entries != nil || err != nil {
		t.Errorf("before anything: %v, %v", entries, err)
	}
	head := strings.TrimSpace(s.git("rev-parse", "HEAD"))
	b := s.batch(1, "src/b.ts")
	s.check(r.Propose([]Batch{b}, passing()))
	outcome := s.delete(b, passing())
	entries, err := r.Journal()
	s.check(err)
	at := time.Date(2025, 10, 21, 9, 30, 0, 0, time.UTC)
	planned := b.Files[0]
	planned.Reason = ""
	run := entries[1].Run
	want := []Entry{
		{Time: at, Action: "proposed", Batch: 1, Files: []File{planned}},
		{Time: at, Action: "accepted", Batch: 1, Run: run, Files: b.Files, Head: head},
		{Time: at, Action: "deleted", Batch: 1, Run: run, Files: b.Files, Head: head},
		{Time: at, Action: "verified", Batch: 1, Run: run, Files: b.Files, Head: head, Commit: outcome.Commit, Tag: "cleanup-batch-1-verified", Log: outcome.Log},
	}
	if run == "" || !reflect.DeepEqual(entries, want) {
		t.Errorf("%+v\nwant %+v", entries, want)
	}
}

// TestTornJournal reads and continues a journal that lost the end of its last line.
func TestTornJournal(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	b := s.batch(1, "src/b.ts")
	s.fails(b, tested("exit 1"))
	whole, err := os.ReadFile(s.path(".git/lastcall/journal.ndjson"))
	s.check(err)
	r := s.open()
	last := strings.LastIndexByte(strings.TrimSuffix(string(whole), "\n"), '\n') + 1
	for size := last; size < len(whole); size++ {
		s.write(".git/lastcall/journal.ndjson", string(whole[:size]))
		want := []string{ActionAccepted, ActionDeleted, ActionFailed, ActionProposed}
		if size == len(whole)-1 {
			want = slices.Insert(want, 3, ActionRestored) // all but the end of the line is there
		}
		s.check(r.Propose([]Batch{b}, passing()))
		entries, err := r.Journal()
		s.check(err)
		var got []string
		for _, e := range entries {
			got = append(got, e.Action)
		}
		if !slices.Equal(got, want) {
			t.Errorf("cut after %d bytes: %q, want %q", size-last, got, want)
		}
	}
}

func TestDamagedJournal(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.write(".git/lastcall/journal.ndjson", "\n\nnull\n{}\n[1]\n\x00\x00\x00\n{\"action\":7}\n"+strings.Repeat("[", 100_000)+"\n")
	s.wantActions()
	s.delete(s.batch(1, "src/b.ts"), passing())
	s.wantActions("1 accepted", "1 deleted", "1 verified")
	s.check(os.Remove(s.path(".git/lastcall/journal.ndjson")))
	s.check(os.Mkdir(s.path(".git/lastcall/journal.ndjson"), 0o777))
	check := s.unchanged()
	if _, err := s.open().Delete(t.Context(), s.batch(2, "src/old/a.ts"), passing()); err == nil {
		t.Error("deleted without a journal")
	}
	check()
}

func TestPropose(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	r := s.open()
	one, two := s.batch(1, "src/b.ts"), s.batch(2, "src/old/a.ts", "src/old/run.sh")
	s.check(r.Propose([]Batch{one, two}, passing()))
	s.check(r.Propose([]Batch{one, two}, passing()))
	s.wantActions("1 proposed", "2 proposed")
	s.check(r.Propose([]Batch{one}, passing()))
	s.wantActions("1 proposed", "2 proposed", "1 proposed")
	two.Files[0].SHA256 = "other"
	s.check(r.Propose([]Batch{one, two}, passing()))
	s.check(r.Propose(nil, passing()))
	s.wantActions("1 proposed", "2 proposed", "1 proposed", "1 proposed", "2 proposed")
	if status := s.git("status", "--porcelain", "--ignored"); status != "" {
		t.Errorf("the journal dirties the work tree: %s", status)
	}
}

func TestConcurrentNotes(t *testing.T) {
	t.Parallel()
	s := newProject(t)
	s.check(s.open().Propose([]Batch{{Number: 1}}, passing()))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			r := s.open()
			for range 25 {
				if err := r.note(passing(), Entry{Action: ActionProposed, Batch: 2}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	actions := s.actions()
	if n := len(slices.DeleteFunc(actions, func(a string) bool { return a != "2 proposed" })); n != 100 {
		t.Errorf("%d of 100 notes", n)
	}
}

func FuzzFileJSON(f *testing.F) {
	for _, path := range []string{"a.ts", "caf\u00e9", "latin\xe9", "", "\ufffd", "a\nb", "\xff\xfe", "<&>\u2028"} {
		f.Add(path, "safe: no call")
	}
	f.Fuzz(func(t *testing.T, path, reason string) {
		text, err := json.Marshal(Entry{Action: "x", Files: []File{{Path: path, Reason: reason}}})
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(string(text), "\n\r") {
			t.Errorf("more than a line: %s", text)
		}
		var e Entry
		if err := json.Unmarshal(text, &e); err != nil || e.Files[0].Path != path {
			t.Errorf("%q became %q: %v", path, e.Files[0].Path, err)
		}
	})
}
