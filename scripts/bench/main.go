// Command bench runs commands in turn and compares them. It is what scripts/bench.sh measures with.
//
//	bench -runs 5 "lastcall parse=./lastcall parse --data DIR FILE" "jq=jq -c .id FILE"
//
// Every round runs each command once, so that whatever else the machine does falls on all of them. The table gives medians of
// wall and CPU time, the greatest peak of memory, and how many times as long as the first command each took.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// contender is a command and what its runs took.
type contender struct {
	name, command string
	wall, cpu     []time.Duration
	memory        int64 // KiB
}

func main() {
	runs := flag.Int("runs", 3, "run every command `N` times")
	flag.Parse()
	if err := run(*runs, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(runs int, args []string) error {
	var all []*contender
	for _, arg := range args {
		name, command, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("%q is not NAME=COMMAND", arg)
		}
		all = append(all, &contender{name: name, command: command})
	}
	if len(all) == 0 || runs < 1 {
		return errors.New("nothing to measure")
	}
	for range runs {
		for _, c := range all {
			if err := c.run(); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	fmt.Printf("%-28s %9s %9s %9s %9s %9s\n", "", "wall s", "CPU s", "peak MB", "x wall", "x CPU")
	for _, c := range all {
		fmt.Printf("%-28s %9.2f %9.2f %9d %9.2f %9.2f\n", c.name, median(c.wall).Seconds(), median(c.cpu).Seconds(), c.memory>>10,
			ratio(c.wall, all[0].wall), ratio(c.cpu, all[0].cpu))
	}
	return nil
}

// run runs the command once, by sh, whose children are counted in.
func (c *contender) run() error {
	cmd := exec.Command("sh", "-c", c.command)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	c.wall = append(c.wall, time.Since(start))
	c.cpu = append(c.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.memory = max(c.memory, usage.Maxrss)
	}
	return nil
}

func median(d []time.Duration) time.Duration {
	sorted := slices.SortedFunc(slices.Values(d), cmp.Compare)
	return sorted[len(sorted)/2]
}

func ratio(a, b []time.Duration) float64 { return median(a).Seconds() / median(b).Seconds() }
