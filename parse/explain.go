package parse

import "bytes"

// Explanation says how one entry of a stream was read.
type Explanation struct {
	Line     int64     `json:"line"`   // its first line, from 1
	Format   string    `json:"format"` // empty when no format read it
	Added    bool      `json:"added"`  // no format knows the line: it goes with the entry before it
	Kind     string    `json:"kind"`   // see [Kind]; empty for a reject
	Reject   string    `json:"reject"` // why it was rejected; empty for a record
	Refusals []Refusal `json:"refusals"`
}

// Refusal says why a format did not read an entry.
type Refusal struct {
	Format string `json:"format"`
	Reason string `json:"reason"`
}

// Explain reads up to n entries and says of each which format read it and why the others did not. It fails where the stream
// does.
func (r *Reader) Explain(n int) ([]Explanation, error) {
	list := []Explanation{}
	for len(list) < n {
		rec, err := r.Next()
		bad, rejected := err.(*Reject)
		x := Explanation{Line: r.piece.line}
		switch {
		case rejected:
			x.Line, x.Reject = bad.Line, bad.Reason
		case err != nil:
			return list, err
		default:
			x.Format, x.Kind, x.Added = rec.Format, rec.Kind.String(), r.added
		}
		x.Refusals = r.refusals(x)
		list = append(list, x)
	}
	return list, nil
}

// refusals asks every format that did not read the last piece.
func (r *Reader) refusals(x Explanation) []Refusal {
	list := []Refusal{}
	for i, format := range Formats {
		if format.Name == x.Format && !x.Added || r.piece.bad != "" {
			continue
		}
		list = append(list, Refusal{format.Name, r.refusal(i)})
	}
	return list
}

func (r *Reader) refusal(i int) string {
	format := &Formats[i]
	var err error
	switch {
	case !r.allows(i):
		return "another format is forced"
	case r.piece.text && format.unwrapLine == nil:
		return "not a JSON object"
	case !r.piece.text && format.unwrap == nil && !format.objects:
		return "a JSON object, not a line of text"
	case i == rawFormat && !r.piece.printed():
		return "in the midst of other text"
	case format.unwrap == nil:
		day := r.day
		line := bytes.TrimRight(r.piece.data, "\r\n")
		if i == rawFormat {
			line = r.piece.rawLine(new([]byte))
		}
		err = format.unwrapLine(line, &day, new(Entry))
	default:
		err = format.unwrap(&cursor{b: r.piece.data}, new(Entry))
	}
	switch err {
	case nil, errPageInside:
		return "comes later in the list"
	case errForeign:
		return "lacks " + format.sign
	}
	return err.Error()
}
