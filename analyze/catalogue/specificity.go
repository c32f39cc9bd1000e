package catalogue

import "strings"

// specificity returns a string that sorts templates with constants before parameters, segment by segment, and
// templates with more segments first. Equally specific templates have equal strings.
func specificity(template string) string {
	var b strings.Builder
	for segment := range strings.SplitSeq(template[1:], "/") {
		b.WriteByte(segmentClass(tokenize(segment)))
	}
	// Without an end that sorts last, /f/{p:path} would come before /f/{p:path}/meta and take all its paths.
	return b.String() + "~"
}

// segmentClass returns a byte that sorts a segment among others at its place.
func segmentClass(tokens []token) byte {
	switch {
	case isConstant(tokens):
		return '0'
	case hasPathParam(tokens):
		return '4'
	case len(tokens) > 1:
		return '1'
	case tokens[0].kind != strParam:
		return '2'
	}
	return '3'
}
