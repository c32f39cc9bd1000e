package verdict

// Stage is how far the evidence of a statically unused file leads; each stage includes the ones before.
type Stage int

// The stages on the way to safe.
const (
	Flagged Stage = iota // statically unused
	Tied                 // an edge ties it to production
	Zero                 // no edge shows use
	Enough               // an edge can show zero, and the evidence suffices for all of them
)

// Stage says how far the evidence leads. That it leads to Enough does not make the file safe: there may be doubts.
func (e FileEvidence) Stage() Stage {
	switch {
	case len(e.Endpoints)+len(e.Components)+len(e.Assets) == 0:
		return Flagged
	case e.showsUse():
		return Tied
	case len(e.zeros()) == 0 || len(e.gaps()) > 0:
		return Zero
	}
	return Enough
}

func (e FileEvidence) showsUse() bool {
	for _, edge := range e.Endpoints {
		if edge.Endpoint.Calls > 0 {
			return true
		}
	}
	for _, c := range e.Components {
		if c.Count > 0 {
			return true
		}
	}
	for _, a := range e.Assets {
		if a.Loads > 0 {
			return true
		}
	}
	return false
}

// Funnel counts statically unused files on the way to safe.
type Funnel struct {
	Flagged int `json:"flagged"`
	Tied    int `json:"with_edge"`
	Zero    int `json:"zero_use"`
	Enough  int `json:"enough_evidence"`
	Safe    int `json:"safe"`
}

// Funnel counts the files of the Result by stage.
func (r *Result) Funnel() Funnel {
	f := Funnel{Flagged: len(r.Files)}
	for _, file := range r.Files {
		if file.Stage >= Tied {
			f.Tied++
		}
		if file.Stage >= Zero {
			f.Zero++
		}
		if file.Stage >= Enough {
			f.Enough++
		}
		if file.Verdict == Safe {
			f.Safe++
		}
	}
	return f
}

// Mapping says how much of both sides the edges reach. Where it is low, logs can say little about files.
type Mapping struct {
	Endpoints       int `json:"endpoints"`        // all of them
	EndpointsMapped int `json:"endpoints_mapped"` // those that a source file handles or calls
	Files           int `json:"files"`            // statically unused ones
	FilesMapped     int `json:"files_mapped"`     // those with an edge to production
}
