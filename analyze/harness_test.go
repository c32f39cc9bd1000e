package analyze_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lastcall/analyze"
	"lastcall/analyze/catalogue"
	"lastcall/analyze/verdict"
	"lastcall/parse/dataset"
)

// parsed reads every file below dir into a new dataset and returns it with the sum of the counts.
func parsed(t *testing.T, dir string) (data string, counts dataset.Counts) {
	t.Helper()
	data = t.TempDir()
	d, err := dataset.Open(context.Background(), data, func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no logs in %s: %v", dir, err)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		outcome, err := d.Ingest(context.Background(), name, f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		counts.Add(outcome.Source.Counts)
	}
	return data, counts
}

func routes(t *testing.T, name string) *catalogue.Catalogue {
	t.Helper()
	f, err := catalogue.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.New(f)
}

// analysed runs an analysis of one service over 14 days, or as many as change sets.
func analysed(t *testing.T, data string, service analyze.Service, until time.Time, change ...func(*analyze.Options)) *verdict.Result {
	t.Helper()
	o := analyze.Options{
		Data: data, Days: 14, Until: until, Now: until.Add(time.Hour),
		Services: []analyze.Service{service}, Policy: verdict.DefaultPolicy(),
	}
	for _, c := range change {
		c(&o)
	}
	r, err := analyze.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
