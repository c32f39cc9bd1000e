package parse

// joinRole says what a line tells about a request. Some servers write two lines for one: the first names the request, the
// last its status and duration, and lines of other requests may stand between them. Lines of one request have the same
// key; where it is nil, the server marks them by nothing but their order.
type joinRole uint8

const (
	notAccess     joinRole = iota // nothing about a request
	wholeRequest                  // all that will be said
	opensRequest                  // method, path and peer
	closesRequest                 // status and duration
)
