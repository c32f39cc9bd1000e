package parse

// unwrapGraphQL reads {"id","timestamp","text","labels":[{"label","value"},…]}, the entries in {"data":{"logs":{"logs":[…]}}},
// which is how the dashboard gets its lines.
func unwrapGraphQL(c *cursor, e *Entry) error {
	err := unwrapLabelled(c, e, "text")
	if err != nil && e.Message == nil && err != errJSON {
		return errForeign
	}
	return err
}
