package config

import _ "embed"

//go:embed template.yaml
var template string

// Template returns a commented lastcall.yaml to start from. It is valid as it stands and says
// what [Default] says. "# " starts an explanation; any other line that starts with "#" is an optional key.
func Template() []byte {
	return []byte(template)
}
