package config

import (
	"fmt"
	"io"
	"os"
)

// The parser takes time and memory by the square of what some files hold, so a log that was given as the config by mistake
// would take all there is. No config is nearly as large, or nested as deeply.
const (
	maxSize  = 1 << 20
	maxDepth = 100
)

// read returns the text of a file that may be a config.
func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read config: %w", err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read config: %w", err)
	}
	if len(src) > maxSize {
		return nil, &Error{Path: path, Msg: "the file is larger than 1 MiB", Hint: "lastcall init writes a config to begin with"}
	}
	if line := tooDeep(src); line > 0 {
		return nil, &Error{Path: path, Line: line, Msg: "brackets are nested too deeply", Hint: "the file must be valid YAML"}
	}
	return src, nil
}

// tooDeep returns the line in which more brackets are open than a config can have, 0 when there is none. Those in quotes
// and comments count, too.
func tooDeep(src []byte) (line int) {
	line, depth := 1, 0
	for _, c := range src {
		switch c {
		case '\n':
			line++
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > maxDepth {
			return line
		}
	}
	return 0
}
