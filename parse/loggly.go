package parse

// unwrapLoggly reads {"render_service","render_instance","level","log"}. Where the application wrote JSON, its fields stand
// in place of log, and the whole object is the message. There is no time in it but the one the application printed.
func unwrapLoggly(c *cursor, e *Entry) error {
	start := c.i
	var service []byte
	err := c.object(func(key []byte) (err error) {
		switch string(key) {
		case "render_service":
			service, err = c.scalar()
		case "render_instance":
			e.Instance, err = c.scalar()
		case "log":
			e.Message, err = c.scalar()
		default:
			err = c.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	if service == nil {
		return errForeign
	}
	if e.Message == nil {
		e.Message = c.b[start:c.i]
	}
	if e.Resource = resourceIn(e.Instance); e.Resource == nil {
		e.Resource = service
	}
	line := plain(e.Message)
	if len(line) == 0 {
		return errNoLineTime
	}
	e.Clock.micros, e.Clock.digits, e.Clock.known = lineTime(line)
	if !e.Clock.known {
		return errNoLineTime
	}
	return nil
}

// resourceIn returns the resource id at the start of an instance's name, srv- and 20 letters or digits, else nil.
func resourceIn(instance []byte) []byte {
	const size = len("srv-00000000000000000000")
	if len(instance) < size || len(instance) > size && instance[size] != '-' || instance[3] != '-' {
		return nil
	}
	for i, c := range instance[:size] {
		if i != 3 && !isDigit(c) && (c < 'a' || c > 'z') {
			return nil
		}
	}
	return instance[:size]
}
