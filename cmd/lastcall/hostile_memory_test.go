//go:build linux

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// mostMemory is what a parse may take at its peak, whatever it reads.
const mostMemory = 300 << 20

// request is an entry of Render's request log, a line.
func request(id, path, agent, service string) string {
	return fmt.Sprintf(`{"id":"%s","timestamp":"2025-10-08T00:04:00Z","message":"clientIP=\"203.0.113.8\" requestID=\"r\" responseTimeMS=4 responseBytes=127 userAgent=\"%s\"",`+
		`"type":"request","resource":"%s","host":"acme.example","method":"GET","statusCode":"200","path":"%s"}`+"\n", id, agent, service, path)
}

// repeat is a stream of n bytes at least, the text again and again.
func repeat(text string, n int) io.Reader {
	text = strings.Repeat(text, 1+(1<<20)/len(text))
	parts := make([]io.Reader, 1+n/len(text))
	for i := range parts {
		parts[i] = strings.NewReader(text)
	}
	return io.MultiReader(parts...)
}

// made is a stream of n lines.
type made struct {
	n    int
	line func(i int) string
	rest string
}

func (m *made) Read(p []byte) (int, error) {
	for m.rest == "" {
		if m.n == 0 {
			return 0, io.EOF
		}
		m.n--
		m.rest = m.line(m.n)
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// gzipTimes is a gzip file of n members that all hold the same.
func gzipTimes(t *testing.T, r io.Reader, n int) io.Reader {
	t.Helper()
	var member bytes.Buffer
	w, err := gzip.NewWriterLevel(&member, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var parts []io.Reader
	for range n {
		parts = append(parts, bytes.NewReader(member.Bytes()))
	}
	return io.MultiReader(parts...)
}

// TestHostileMemory parses what was made to take memory. What is no log is rejected, the requests around it are read, and the
// peak stays below what every parse may take.
func TestHostileMemory(t *testing.T) {
	if testing.Short() || raceDetector() {
		t.Skip("takes hundreds of megabytes, and under the race detector gigabytes")
	}
	good := request("", "/orders/1", "curl/8.6.0", "srv-a")
	around := func(r io.Reader) io.Reader {
		return io.MultiReader(strings.NewReader(good), r, strings.NewReader("\n"+good))
	}
	const big = 100 << 20
	random := rand.New(rand.NewPCG(1, 1))
	noise := make([]byte, 1<<20) // letters that repeat nowhere
	for i := range noise {
		noise[i] = 'a' + byte(random.IntN(26))
	}
	long := func(size int) string {
		i := random.IntN(len(noise) - size)
		return string(noise[i : i+size])
	}
	for _, test := range []struct {
		name   string
		source io.Reader
		want   string
	}{
		{"an object of 100 MB", around(io.MultiReader(strings.NewReader(`{"timestamp":"2025-10-08T00:04:00Z","message":"`), repeat("x", big), strings.NewReader(`"}`))), "3 records = 2 requests + 0 other + 1 rejected"},
		{"an object of 100 MB of keys", around(io.MultiReader(strings.NewReader(`{"a":1`), repeat(`,"key":"value"`, big), strings.NewReader(`}`))), "3 records = 2 requests + 0 other + 1 rejected"},
		{"a line of 100 MB", around(repeat("x", big)), "3 records = 2 requests + 0 other + 1 rejected"},
		{"100 MB without a line break", io.MultiReader(strings.NewReader(good), repeat("x", big)), "2 records = 1 requests + 0 other + 1 rejected"},
		{"100 MB of backslashes", around(io.MultiReader(strings.NewReader(`{"a":"`), repeat(`\`, big))), "3 records = 2 requests + 0 other + 1 rejected"},
		{"a million brackets", around(repeat("[", 1<<20)), "3 records = 2 requests + 0 other + 1 rejected"},
		{"a million objects in another", around(repeat(`{"a":`, 5<<20)), "3 records = 2 requests + 0 other + 1 rejected"},
		{"brackets within an entry", around(io.MultiReader(strings.NewReader(`{"timestamp":"2025-10-08T00:04:00Z","message":"x","labels":`), repeat("[", 1<<20), repeat("]", 1<<20), strings.NewReader("}"))), "3 records = 2 requests + 0 other + 1 rejected"},
		{"a gigabyte of zeros in a megabyte", gzipTimes(t, repeat("\x00", 64<<20), 16), "NUL bytes"},
		{"half a million requests in a small file", gzipTimes(t, strings.NewReader(strings.Repeat(good, 10_000)), 50), "= 500000 requests + 0 other + 0 rejected"},
		{"paths of 500 bytes, all different", &made{n: 150_000, line: func(i int) string { return request("", "/"+long(500), "x", "srv-a") }}, "150000 requests"},
		{"paths of 60 kB, all different", &made{n: 1_500, line: func(i int) string { return request("", "/"+long(60_000), "x", "srv-a") }}, "1500 requests"},
		{"paths of 10 MB", &made{n: 12, line: func(int) string { return request("", "/"+strings.Repeat(long(1000), 10_000), "x", "srv-a") }}, "no Render log entry found (line 1: a field of more than 64 KiB)"},
		{"requests of 10 MB that are never answered", &made{n: 12, line: func(i int) string {
			return fmt.Sprintf("2025-10-08T00:04:00Z [0f8fad5b-d9cb-469f-a165-%012d] Started GET \"/%s\" for 203.0.113.9 at 2025-10-08 00:04:00 +0000\n", i, strings.Repeat("x", 10_000_000))
		}}, "a field of more than 64 KiB"},
		{"requests of 60 kB that are never answered", &made{n: 4000, line: func(i int) string {
			return fmt.Sprintf("2025-10-08T00:04:00Z [0f8fad5b-d9cb-469f-a165-%012d] Started GET \"/%s\" for 203.0.113.9 at 2025-10-08 00:04:00 +0000\n", i, long(60_000))
		}}, "4000 requests + 0 other + 0 rejected"},
		{"user agents of 8 kB, all different", &made{n: 10_000, line: func(i int) string { return request("", "/", long(8_000), "srv-a") }}, "10000 requests"},
		{"services, paths, user agents and ids, all different", &made{n: 150_000, line: func(i int) string {
			n := strconv.Itoa(i)
			return request(n, "/"+n, "agent-"+n, "srv-"+n)
		}}, "150000 requests"},
	} {
		t.Run(test.name, func(t *testing.T) {
			printed, peak := peakOf(t, test.source, "parse", "--data", filepath.Join(t.TempDir(), "data"), "-")
			if !strings.Contains(printed, test.want) {
				t.Errorf("printed %q, want %q in it", printed, test.want)
			}
			t.Logf("%d MB", peak>>20)
			if peak > mostMemory || peak == 0 {
				t.Errorf("the peak is %d MB, want less than %d", peak>>20, mostMemory>>20)
			}
		})
	}
}

// raceDetector reports whether the test runs with it: it takes several times the memory.
func raceDetector() bool {
	info, _ := debug.ReadBuildInfo()
	for _, s := range info.Settings {
		if s.Key == "-race" && s.Value == "true" {
			return true
		}
	}
	return false
}

// peakOf runs lastcall and returns what it printed and the most memory that it had.
func peakOf(t *testing.T, stdin io.Reader, args ...string) (printed string, peak int64) {
	t.Helper()
	cmd := exec.Command("lastcall", args...)
	cmd.Stdin = stdin
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	watched := make(chan int64)
	go func() { watched <- watch(cmd.Process.Pid, done) }()
	cmd.Wait()
	close(done)
	return out.String(), <-watched
}

// highWater is the line of a process's status that says how much memory it had at most. What the system tells of a process
// that has ended may be that of its parent, from which it was cloned.
var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

func watch(pid int, done <-chan struct{}) (peak int64) {
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if m := highWater.FindSubmatch(status); m != nil {
			kilobytes, _ := strconv.ParseInt(string(m[1]), 10, 64)
			peak = max(peak, kilobytes<<10)
		}
		select {
		case <-done:
			return peak
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// TestEndless interrupts a parse of what never ends: one record, requests, an unpacked nothing.
func TestEndless(t *testing.T) {
	for name, source := range map[string]io.Reader{
		"one record":  io.MultiReader(strings.NewReader(request("", "/", "x", "srv-a")+`{"a":"`), repeat("x", 1<<40)),
		"requests":    &made{n: 1 << 60, line: func(i int) string { return request("", "/"+strconv.Itoa(i%10), "x", "srv-a") }},
		"compression": gzipTimes(t, repeat("\x00", 64<<20), 1<<14),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			cmd := exec.Command("lastcall", "parse", "--data", data, "-")
			cmd.Stdin = source
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for range 400 {
				if _, err := os.Stat(filepath.Join(data, ".lock")); err == nil {
					break
				}
				time.Sleep(5 * time.Millisecond)
			}
			time.Sleep(200 * time.Millisecond)
			cmd.Process.Signal(syscall.SIGINT)
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || !strings.Contains(out.String(), "lastcall: interrupted\n") {
				t.Errorf("exit code %d, printed %q", code, &out)
			}
			if left, _ := filepath.Glob(filepath.Join(data, "*", "*")); len(left) > 0 {
				t.Errorf("left %q", left)
			}
		})
	}
}
