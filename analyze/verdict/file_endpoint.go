package verdict

import "fmt"

// The ways in which a file belongs to an endpoint.
const (
	Handles = "handler" // its handler stands in the file
	Calls   = "api"     // the file's source requests it
	Told    = "config"  // the config says so
)

// EndpointEdge ties a file to an endpoint.
type EndpointEdge struct {
	How      string // Handles, Calls or Told
	Service  string
	Endpoint Endpoint
	File     string  // where the edge is written down
	Line     int     // 0 when unknown
	Text     string  // the line; empty for handlers
	Vague    string  // how the request was matched, where its path may mean other endpoints too: wildcard or suffix
	Live     []Place // where files that are not statically unused call it, too
	Flagged  []Place // where other statically unused files do
}

// Place is a line of a file.
type Place struct {
	File string
	Line int // 0 when unknown
}

// String is the place as file:line.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// says names the edge in words.
func (e EndpointEdge) says() string {
	switch {
	case e.How == Handles:
		return "it handles " + e.Endpoint.Key
	case e.How == Told:
		return fmt.Sprintf("%s says that it uses %s", Place{e.File, e.Line}, e.Endpoint.Key)
	case e.Vague != "":
		return fmt.Sprintf("line %d may call %s (%s)", e.Line, e.Endpoint.Key, e.Vague)
	}
	return fmt.Sprintf("line %d calls %s", e.Line, e.Endpoint.Key)
}

// proves reports whether the calls of the endpoint can only come through the file.
func (e EndpointEdge) proves() bool {
	if e.Endpoint.Verdict != Used {
		return false
	}
	return e.How != Calls || e.Vague == "" && len(e.Live)+len(e.Flagged) == 0
}

// contradiction says how production uses the file by this edge.
func (e EndpointEdge) contradiction() string {
	text := fmt.Sprintf("%s: %s", e.says(), callsText(e.Endpoint.Usage))
	if e.How == Calls {
		text += ", and no other source file calls it"
	}
	return text
}

// doubt says what only a person can settle about the edge; empty when nothing is.
func (e EndpointEdge) doubt() string {
	switch e.Endpoint.Verdict {
	case Used:
		if e.proves() {
			return ""
		}
		return fmt.Sprintf("%s, which is used (%s); %s", e.says(), callsText(e.Endpoint.Usage), e.others())
	case ErrorsOnly, SyntheticOnly, Kept:
		return fmt.Sprintf("%s, which is %s: %s", e.says(), e.Endpoint.Verdict, e.Endpoint.Reasons[0])
	case Unused, TooNew, Insufficient: // each has its own place in the order
		return ""
	}
	return e.says() + ", which was not judged"
}

// others says why the calls of a used endpoint need not come from the file.
func (e EndpointEdge) others() string {
	switch {
	case len(e.Live) > 0:
		return fmt.Sprintf("%s calls it too", e.Live[0])
	case len(e.Flagged) > 0:
		return fmt.Sprintf("of the other callers, all are statically unused as well, %s first", e.Flagged[0])
	}
	return "the request may mean another endpoint"
}
