package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"lastcall/parse"
	"lastcall/report"
)

// inputFlags are what exports do not say of themselves.
type inputFlags struct {
	date, zone, format string
}

func (f *inputFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.date, "date", "", "`YYYY-MM-DD` of the first line, for exports without dates")
	flags.StringVar(&f.zone, "tz", "UTC", "zone of such an export, as `Area/City`")
	flags.StringVar(&f.format, "input-format", "", "read every record as `NAME`: "+strings.Join(formatNames(), ", "))
}

func formatNames() []string {
	var names []string
	for _, f := range parse.Formats {
		names = append(names, f.Name)
	}
	return names
}

func (f *inputFlags) options() (parse.Options, error) {
	o := parse.Options{Format: f.format}
	if f.format != "" && !parse.IsFormat(f.format) {
		return o, usage(fmt.Sprintf("there is no input format %q", f.format), "the formats are "+strings.Join(formatNames(), ", "))
	}
	zone, err := time.LoadLocation(f.zone)
	if err != nil || f.zone == "" {
		return o, usage(fmt.Sprintf("there is no time zone %q", f.zone), "name it as Area/City, Europe/Berlin for example, or leave --tz out for UTC")
	}
	if f.date == "" {
		if f.zone != "UTC" {
			return o, usage("--tz says nothing without --date", "give the day of the first line: --date YYYY-MM-DD")
		}
		return o, nil
	}
	if o.Date, err = time.ParseInLocation(time.DateOnly, f.date, zone); err != nil {
		return o, usage(fmt.Sprintf("%q is no date", f.date), "write --date as YYYY-MM-DD")
	}
	return o, nil
}

// explainedRecords is the number of records of a source that are explained.
const explainedRecords = 10

// explainedSource is a source as --explain-format shows it.
type explainedSource struct {
	Source  string              `json:"source"`
	Records []parse.Explanation `json:"records"`
}

// explainFormats says of the first records of each source which format they were taken for, and why not another.
func explainFormats(e *env, out *output, format report.Format, options parse.Options, sources []source) error {
	explained := []explainedSource{}
	for _, s := range sources {
		records, err := explainSource(e, s.name, options)
		if err != nil {
			return err
		}
		explained = append(explained, explainedSource{s.name, records})
	}
	return out.write(e, func(w io.Writer) error {
		if format == report.JSON {
			text, err := json.Marshal(explained)
			if err != nil {
				return err
			}
			_, err = w.Write(append(report.JSONSafe(text), '\n'))
			return err
		}
		return writeExplained(w, explained)
	})
}

func explainSource(e *env, name string, options parse.Options) ([]parse.Explanation, error) {
	source := e.stdin
	if name != stdinName {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		source = f
	}
	text, err := parse.Decompress(source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	records, err := options.NewReader(text).Explain(explainedRecords)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return records, nil
}

func writeExplained(w io.Writer, sources []explainedSource) error {
	var b strings.Builder
	for _, source := range sources {
		fmt.Fprintf(&b, "%s\n", report.Printable(source.Source))
		if len(source.Records) == 0 {
			b.WriteString("  no records\n")
		}
		for _, r := range source.Records {
			fmt.Fprintf(&b, "  line %d: %s\n", r.Line, outcome(r))
			for _, line := range refusalLines(r.Refusals) {
				fmt.Fprintf(&b, "    %s\n", report.Printable(line))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// refusalLines names the formats that refuse for the same reason together.
func refusalLines(refusals []parse.Refusal) []string {
	var lines []string
	for len(refusals) > 0 {
		reason := refusals[0].Reason
		var formats []string
		for len(refusals) > 0 && refusals[0].Reason == reason {
			formats = append(formats, refusals[0].Format)
			refusals = refusals[1:]
		}
		lines = append(lines, strings.Join(formats, ", ")+": "+reason)
	}
	return lines
}

func outcome(r parse.Explanation) string {
	switch {
	case r.Format == "":
		return "rejected: " + report.Printable(r.Reject)
	case r.Added:
		return fmt.Sprintf("%s (%s), no entry of its own: it goes with its neighbours", r.Format, r.Kind)
	}
	return fmt.Sprintf("%s (%s)", r.Format, r.Kind)
}
