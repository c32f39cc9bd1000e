// Package ages tells from a git repository when files came into it.
//
// It runs git and knows nothing of logs or verdicts.
package ages

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Read returns, for every file below dir that the repository tracks or ever added, the time of the latest commit that
// added it, by slash-separated path below dir. A renamed file counts as added by its renaming, and in a shallow clone
// files are as young as its oldest commit: both err on the side of too new.
func Read(dir string) (map[string]time.Time, error) {
	// %x00 marks the line of a commit; --relative keeps to dir and makes paths relative to it.
	cmd := exec.Command("git", "-C", dir, "-c", "core.quotePath=false", "log", "--no-renames", "--diff-filter=A",
		"--format=%x00%ct", "--name-only", "--relative", "--", ".")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text, _, _ := strings.Cut(stderr.String(), "\n"); text != "" {
			err = errors.New(text)
		}
		return nil, fmt.Errorf("ask git for the ages below %s: %w", dir, err)
	}
	return parse(out)
}

func parse(log []byte) (map[string]time.Time, error) {
	added := map[string]time.Time{}
	var commit time.Time
	lines := bufio.NewScanner(bytes.NewReader(log))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if stamp, ok := strings.CutPrefix(line, "\x00"); ok {
			var seconds int64
			if _, err := fmt.Sscan(stamp, &seconds); err != nil {
				return nil, fmt.Errorf("read the log of git: %w", err)
			}
			commit = time.Unix(seconds, 0).UTC()
			continue
		}
		if line != "" && added[line].Before(commit) {
			added[line] = commit
		}
	}
	return added, lines.Err()
}
