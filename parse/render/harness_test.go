package render

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"lastcall/parse"
	"lastcall/parse/render/rendertest"
)

const (
	api    = "srv-example0000000000000"
	worker = "srv-example0000000000001"
)

// now is the time at which tests pull: the last hour that is over is that of ten o'clock.
var now = at("11:30:00")

// at returns a time of the day of the tests.
func at(clock string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, "2027-01-15T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return t
}

// clock is a clock that sleeping moves.
type clock struct {
	mu    sync.Mutex
	t     time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func newServer(t testing.TB, logs ...rendertest.Log) (*rendertest.Server, *clock) {
	clock := &clock{t: now}
	s := rendertest.New(t, logs...)
	s.Now = clock.Now
	return s, clock
}

func newClient(s *rendertest.Server, clock *clock) *Client {
	return &Client{Key: Key(s.Key), BaseURL: s.URL, Now: clock.Now, Sleep: clock.Sleep}
}

// morning asks for the hours from eight to eleven.
func morning(resources ...string) Request {
	return Request{Owner: rendertest.Owner, Resources: resources, Since: at("08:00:00"), Until: at("11:00:00")}
}

// pullAll pulls and fails the test when that fails.
func pullAll(t testing.TB, c *Client, dir string, r Request) *Outcome {
	t.Helper()
	outcome, err := c.Pull(t.Context(), dir, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// tree returns the files below a directory that are no locks, by name. Those of logs are unpacked.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == ".lock" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = string(text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// logsIn returns the lines of the files of logs, by the name of the file.
func logsIn(t testing.TB, dir string) map[string][]string {
	t.Helper()
	decoder, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer decoder.Close()
	lines := map[string][]string{}
	for name, content := range tree(t, dir) {
		if !strings.HasSuffix(name, suffix) {
			continue
		}
		text, err := decoder.DecodeAll([]byte(content), nil)
		if err != nil || !bytes.HasSuffix(text, []byte("\n")) {
			t.Fatalf("%s: %v, %q", name, err, text)
		}
		lines[name] = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	}
	return lines
}

// wanted returns what the files must hold, given the entries of the server: every line as the API gives it, in order of time.
func wanted(logs []rendertest.Log, from, to time.Time) map[string][]string {
	logs = slices.Clone(logs)
	slices.SortStableFunc(logs, func(a, b rendertest.Log) int { return a.Timestamp.Compare(b.Timestamp) })
	lines := map[string][]string{}
	for _, l := range logs {
		if l.Timestamp.Before(from) || !l.Timestamp.Before(to) {
			continue
		}
		text, err := json.Marshal(l)
		if err != nil {
			panic(err)
		}
		name := fmt.Sprintf("%s/%s", l.Labels[0].Value, l.Timestamp.Format("2006-01-02/15"+suffix))
		lines[name] = append(lines[name], string(text))
	}
	return lines
}

// sameLogs compares the lines of files without regard to the order of those that have the same time.
func sameLogs(t testing.TB, got, want map[string][]string) {
	t.Helper()
	if g, w := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(g, w) {
		t.Errorf("files %q, want %q", g, w)
	}
	for name := range want {
		if g, w := slices.Sorted(slices.Values(got[name])), slices.Sorted(slices.Values(want[name])); !slices.Equal(g, w) {
			t.Errorf("%s has %d lines, want %d; the first that differ are\n%s", name, len(g), len(w), firstDifference(g, w))
		}
		if !slices.IsSorted(times(got[name])) {
			t.Errorf("%s is not in order of time", name)
		}
	}
}

func firstDifference(got, want []string) string {
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			return fmt.Sprintf("%q\n%q", got[i:min(i+1, len(got))], want[i:min(i+1, len(want))])
		}
	}
	return "none"
}

// times returns the times of entries in nanoseconds.
func times(lines []string) []int64 {
	var found []int64
	for _, line := range lines {
		var l rendertest.Log
		json.Unmarshal([]byte(line), &l)
		found = append(found, l.Timestamp.UnixNano())
	}
	return found
}

func sameTree(t testing.TB, what string, got, want map[string]string) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("%s: files %q, want %q, with the same bytes", what, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

// kindOfError returns the kind of an error of this package, 0 for others.
func kindOfError(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

// traffic is a busy service and a quiet one, seven to twelve o'clock: requests and lines of their instances, some on whole
// seconds, some at the very borders of hours, two of them at the same time.
func traffic() []rendertest.Log {
	var logs []rendertest.Log
	for n := range 900 {
		t := at("07:30:00").Add(time.Duration(n) * 17 * time.Second)
		if n%3 > 0 {
			t = t.Add(time.Duration(n) * 1_234_567)
		}
		logs = append(logs, rendertest.Request(api, t, n), rendertest.App(api, t.Add(time.Duration(n%2)*time.Millisecond), n, fmt.Sprintf("INFO: <%d> & more", n)))
	}
	for n, text := range []string{"08:00:00", "08:59:59.999999999", "09:00:00", "09:00:00", "09:59:59", "10:00:00", "11:00:00"} {
		logs = append(logs, rendertest.Request(api, at(text), 2000+n), rendertest.Request(worker, at(text), 3000+n))
	}
	return logs
}

// offsets writes times with another offset.
func offsets(text string) string {
	return stamp.ReplaceAllStringFunc(text, func(s string) string {
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil || t.Year() < 2000 {
			return s
		}
		return t.In(time.FixedZone("", -7*3600)).Format(time.RFC3339Nano)
	})
}

var stamp = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)

func pretty(text string) string {
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), " ", "\t"); err != nil {
		panic(err)
	}
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

// records yields what a reader reads, up to the end.
func records(r *parse.Reader) iter.Seq2[*parse.Record, error] {
	return func(yield func(*parse.Record, error) bool) {
		for {
			rec, err := r.Next()
			if err == io.EOF || !yield(rec, err) {
				return
			}
		}
	}
}
