package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"lastcall/analyze/verdict"
)

// Previous is an earlier run, read from the JSON that crossref wrote.
type Previous struct {
	Window    windowJSON
	files     map[string]verdict.Verdict
	endpoints map[judgedKey]verdict.Verdict
}

type judgedKey struct{ service, endpoint string }

// ReadPrevious reads what crossref wrote with --format json.
func ReadPrevious(r io.Reader) (*Previous, error) {
	var doc struct {
		Window windowJSON   `json:"window"`
		Files  []fileJSON   `json:"files"`
		Judged []judgedJSON `json:"endpoints"`
	}
	if err := json.NewDecoder(r).Decode(&doc); err != nil {
		return nil, fmt.Errorf("read the earlier result: %w", err)
	}
	if doc.Files == nil || doc.Judged == nil {
		return nil, errors.New("read the earlier result: it is not what crossref writes as JSON")
	}
	p := &Previous{Window: doc.Window, files: map[string]verdict.Verdict{}, endpoints: map[judgedKey]verdict.Verdict{}}
	for _, f := range doc.Files {
		p.files[f.Path] = f.Verdict
	}
	for _, e := range doc.Judged {
		p.endpoints[judgedKey{e.Service, e.Endpoint}] = e.Verdict
	}
	return p, nil
}

// Change is what became of one file or endpoint.
type Change struct {
	Kind string          `json:"kind"` // file or endpoint
	Name string          `json:"name"` // path, or key of the endpoint
	In   string          `json:"service,omitempty"`
	What string          `json:"change"`         // newly unused, revived, newly flagged, no longer flagged, new, gone or changed
	From verdict.Verdict `json:"from,omitempty"` // empty for what is new
	To   verdict.Verdict `json:"to,omitempty"`   // empty for what is gone
	Why  string          `json:"reason,omitempty"`
}

// What became of a file or an endpoint, in the order in which it is shown.
const (
	revived     = "revived"
	newlyUnused = "newly unused"
	flagged     = "newly flagged"
	unflagged   = "no longer flagged"
	changed     = "changed"
	appeared    = "new"
	gone        = "gone"
)

var changeOrder = []string{revived, newlyUnused, flagged, unflagged, changed, appeared, gone}

// Since compares a Result with an earlier one by identity: files by path, endpoints by service and key. What did not
// change is left out.
func Since(p *Previous, r *verdict.Result) []Change {
	changes := append(p.fileChanges(r), p.endpointChanges(r)...)
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(slices.Index(changeOrder, a.What)-slices.Index(changeOrder, b.What),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.In, b.In), cmp.Compare(a.Name, b.Name))
	})
	return changes
}

func (p *Previous) fileChanges(r *verdict.Result) []Change {
	changes := []Change{}
	now := map[string]bool{}
	for _, f := range r.Files {
		now[f.Path] = true
		c := Change{Kind: "file", Name: f.Path, What: changed, From: p.files[f.Path], To: f.Verdict, Why: fullReason(f.Finding)}
		switch {
		case c.From == c.To:
			continue
		case c.From == "":
			c.What = flagged
		case c.To == verdict.InUse:
			c.What = revived
		}
		changes = append(changes, c)
	}
	for path, before := range p.files {
		if !now[path] {
			changes = append(changes, Change{Kind: "file", Name: path, What: unflagged, From: before})
		}
	}
	return changes
}

func (p *Previous) endpointChanges(r *verdict.Result) []Change {
	var changes []Change
	now := map[judgedKey]bool{}
	for _, s := range r.Services {
		for _, e := range s.Endpoints {
			key := judgedKey{s.Name, e.Key}
			now[key] = true
			c := Change{Kind: "endpoint", Name: e.Key, In: s.Name, What: changed, From: p.endpoints[key], To: e.Verdict, Why: fullReason(e.Finding)}
			switch {
			case c.From == c.To:
				continue
			case c.To == verdict.Unused:
				c.What = newlyUnused
			case c.From == "":
				c.What = appeared
			case c.To == verdict.Used:
				c.What = revived
			}
			changes = append(changes, c)
		}
	}
	for key, before := range p.endpoints {
		if !now[key] {
			changes = append(changes, Change{Kind: "endpoint", Name: key.endpoint, In: key.service, What: gone, From: before})
		}
	}
	return changes
}

var changeColumns = []Column{{"change", false}, {"name", false}, {"service", false}, {"from", false}, {"to", false}, {"reason", false}}

// Changes writes what changed. As text and Markdown it is empty when nothing did.
func Changes(w io.Writer, changes []Change, f Format) error {
	if f == JSON {
		return writeJSON(w, map[string]any{"changes": list(changes)})
	}
	t := Table{Columns: changeColumns}
	for _, c := range changes {
		t.Rows = append(t.Rows, []string{c.What, c.Name, c.In, string(c.From), string(c.To), c.Why})
	}
	if len(changes) == 0 && f != CSV {
		return nil
	}
	return t.Write(w, f)
}
