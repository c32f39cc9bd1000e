package dataset

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// killedDir is the environment variable that makes the test binary the process that [TestKill] kills.
const killedDir = "LASTCALL_TEST_KILLED_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killedDir); dir != "" {
		fmt.Println("ready")
		if err := ingestKilled(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// ingestKilled reads three sources into the dataset in dir, and the first one again under another name.
func ingestKilled(dir string) error {
	d, err := Open(context.Background(), dir, func() {})
	if err != nil {
		return err
	}
	d.chunkRows = 40
	stream, _, _ := sampleStream(240)
	for i, text := range []string{log(stream[:120]...), everySort(), log(stream[60:180]...), log(stream[:120]...)} {
		if _, err := d.Ingest(context.Background(), fmt.Sprintf("%d.json", i), strings.NewReader(text)); err != nil {
			return err
		}
	}
	return d.Close()
}

// TestKill kills a process that writes, again and again and at any moment, and then lets it finish.
func TestKill(t *testing.T) {
	undisturbed := t.TempDir()
	began := time.Now()
	if err := ingestKilled(undisturbed); err != nil {
		t.Fatal(err)
	}
	want, whole := contentsOf(t, undisturbed), time.Since(began)
	killed := 0
	for range 15 {
		dir := t.TempDir()
		if killAfter(t, dir, time.Duration(rand.Int64N(int64(whole)))) {
			killed++
		}
		audit(t, dir)
		if err := ingestKilled(dir); err != nil {
			t.Fatal(err)
		}
		audit(t, dir)
		sameContents(t, "after a kill", contentsOf(t, dir), want)
	}
	if killed == 0 {
		t.Error("every process finished before it was killed")
	}
}

// killAfter starts a process that writes to dir and kills it after a while, or finds it finished.
func killAfter(t *testing.T, dir string, wait time.Duration) (killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killedDir+"="+dir)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		t.Errorf("read %q from the process: %v", line, err)
	}
	time.Sleep(wait)
	cmd.Process.Kill()
	return cmd.Wait() != nil
}
