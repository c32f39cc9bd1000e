package static

import (
	"fmt"
	"slices"
	"strings"
)

// warn adds what is odd about a report by itself.
func (r *Report) warn() {
	if len(r.Files) == 0 {
		r.Warnings = append(r.Warnings, `Knip flags no file; knip --production reports nothing when no entry pattern in its configuration ends in "!"`+
			", and nothing is flagged where --include or --exclude leaves files out")
	}
	if tools := r.missingTools(); len(tools) > 0 {
		r.Warnings = append(r.Warnings, "Knip did not find "+strings.Join(tools, ", ")+
			": it seems to have run where node_modules is not installed, and then flags files that are in use")
	}
}

// missingTools returns the programs a project hardly works without that Knip lists as unlisted
// binaries. Knip 6 without node_modules prints such a report and tells only by exit status 2 that it is wrong.
func (r *Report) missingTools() []string {
	var tools []string
	for _, issue := range r.Issues {
		if issue.Kind != IssueBinaries {
			continue
		}
		switch issue.Name {
		case "astro", "eslint", "jest", "next", "ng", "nuxt", "playwright", "prettier", "react-scripts",
			"tsc", "vite", "vitest", "vue-tsc", "webpack":
			tools = append(tools, issue.Name)
		}
	}
	slices.Sort(tools)
	return slices.Compact(tools)
}

// checkExit holds a report against what Knip exited with: from Knip 3 on 0 without and 1 with findings,
// 2 when it failed, whatever it printed. The code of Knip 2 is the number of its findings modulo 256.
func (r *Report) checkExit(code int) error {
	nothing := len(r.Files) == 0 && len(r.Issues) == 0
	switch {
	case code == -1 || r.Shape == Knip2 && !nothing:
	case code != 0 && code != 1:
		return crashed(fmt.Sprintf("Knip exited with %d", code))
	case code == 1 && nothing:
		r.Warnings = append(r.Warnings, "Knip exited with 1, which says that it found something, but the report is empty")
	}
	return nil
}

func crashed(how string) *FormatError {
	return &FormatError{
		Reason: how + ": it failed, and what it printed is no report, or a wrong one",
		Hint:   "install the project's node_modules, run npx knip until it loads every configuration, then " + knipHint,
	}
}
