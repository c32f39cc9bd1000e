package render

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"lastcall/parse/render/rendertest"
)

// Environment variables that make the test binary the process that [TestKill] kills.
const (
	killedDir = "LASTCALL_TEST_KILLED_DIR"
	killedURL = "LASTCALL_TEST_KILLED_URL"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(killedDir); dir != "" {
		if err := pullKilled(dir, os.Getenv(killedURL)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// pullKilled pulls without waiting.
func pullKilled(dir, url string) error {
	c := &Client{
		Key: rendertest.Key, BaseURL: url,
		Now:   func() time.Time { return now },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	r := morning(api, worker)
	r.PageSize = 60
	_, err := c.Pull(context.Background(), dir, r, nil)
	return err
}

// TestKill kills a process that pulls, at each of its requests and a moment later, and then lets it finish.
func TestKill(t *testing.T) {
	s, _ := newServer(t, traffic()...)
	s.PerMinute = 0
	undisturbed := t.TempDir()
	if err := pullKilled(undisturbed, s.URL); err != nil {
		t.Fatal(err)
	}
	want, requests := tree(t, undisturbed), len(s.Calls())
	killed, partly := 0, 0
	for stop := 1; stop <= requests; stop++ {
		dir := t.TempDir()
		if killAt(t, s, dir, stop) {
			killed++
		}
		found := 0
		for name, lines := range logsIn(t, dir) {
			if tree(t, dir)[name] != want[name] {
				t.Errorf("killed at request %d: %s has %d lines", stop, name, len(lines))
			}
			found++
		}
		if found > 0 && found < 6 {
			partly++
		}
		before := len(s.Calls())
		if err := pullKilled(dir, s.URL); err != nil {
			t.Fatal(err)
		}
		sameTree(t, fmt.Sprint("killed at request ", stop), tree(t, dir), want)
		if found == 6 && len(s.Calls()) > before {
			t.Errorf("killed at request %d: everything was there, and was asked for again", stop)
		}
	}
	if killed < requests-2 || partly == 0 {
		t.Errorf("of %d processes %d were killed, %d of them in the middle", requests, killed, partly)
	}
}

// killAt starts a process that pulls, and kills it soon after it sent a request, or finds it finished.
func killAt(t *testing.T, s *rendertest.Server, dir string, stop int) (killed bool) {
	t.Helper()
	reached, seen := make(chan bool, 1), len(s.Calls())
	s.SetIntercept(func(n int, _ *http.Request) rendertest.Answer {
		if n == seen+stop {
			reached <- true
		}
		return nil
	})
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killedDir+"="+dir, killedURL+"="+s.URL)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-reached
	// Half of them die before the answer is there, the others while they take it in.
	if stop%2 == 0 {
		time.Sleep(time.Duration(rand.Int64N(int64(8 * time.Millisecond))))
	}
	cmd.Process.Kill()
	err := cmd.Wait()
	s.SetIntercept(nil)
	return err != nil
}
