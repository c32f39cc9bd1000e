package static

// importStatement notes the names that an import statement brings in.
func (d *declarer) importStatement(i int) {
	if i++; d.text(i) == "type" && d.text(i+1) != "from" && d.text(i+1) != "," {
		return
	}
	names := d.importedNames(i)
	for local, name := range names {
		d.imports[local] = name
	}
}

// maxImport is how many tokens outside of braces an import statement has at most.
const maxImport = 12

// importedNames reads "a, { b as c }", "a, * as b" up to the specifier.
func (d *declarer) importedNames(i int) map[string]scriptImport {
	names := map[string]scriptImport{}
	for n := 0; i < len(d.tokens) && n < maxImport; i, n = d.next(i), n+1 {
		switch {
		case d.kind(i) == scriptString:
			specifier, _ := d.key(i)
			for local, name := range names {
				names[local] = scriptImport{specifier, name.name}
			}
			return names
		case d.text(i) == "from" || d.text(i) == ",":
		case d.text(i) == "*" && d.text(i+1) == "as":
			names[d.text(i+2)] = scriptImport{name: "*"}
			i += 2
		case d.closed(i, "{"):
			for _, item := range d.list(i) {
				name, local := d.listed(item)
				names[local] = scriptImport{name: name}
			}
		case d.isWord(i):
			names[d.text(i)] = scriptImport{name: "default"}
		default:
			return nil
		}
	}
	return nil
}

// listed reads one item of an import or export list: "a", "a as b", "type a".
func (m *scriptModule) listed(item scriptRange) (name, alias string) {
	if m.text(item.from) == "type" && item.to-item.from > 1 && m.text(item.from+1) != "as" {
		item.from++
	}
	name, _ = m.key(item.from)
	alias = name
	if m.text(item.from+1) == "as" && item.from+2 < item.to {
		alias, _ = m.key(item.from + 2)
	}
	return name, alias
}

// exportStatement notes what an export statement names. Exported declarations are noted where they are declared.
func (d *declarer) exportStatement(i int) {
	switch i++; {
	case d.text(i) == "default":
		value := d.expression(i + 1)
		if d.isAny(i+1, "function", "class", "async", "abstract") {
			value.to = len(d.tokens)
		}
		d.exports["default"] = scriptExport{value: value}
	case d.text(i) == "=":
		d.exports["="] = scriptExport{value: d.expression(i + 1)}
	case d.text(i) == "*":
		if d.text(i+1) == "as" && d.text(i+3) == "from" {
			if specifier, ok := d.key(i + 4); ok {
				d.exports[d.text(i+2)] = scriptExport{from: scriptImport{specifier, "*"}}
			}
		} else if specifier, ok := d.key(i + 2); ok && d.text(i+1) == "from" {
			d.stars = append(d.stars, specifier)
		}
	case d.closed(i, "{"):
		after := d.next(i)
		specifier, again := d.key(after + 1)
		again = again && d.text(after) == "from"
		for _, item := range d.list(i) {
			name, alias := d.listed(item)
			if again {
				d.exports[alias] = scriptExport{from: scriptImport{specifier, name}}
			} else {
				d.exports[alias] = scriptExport{local: name}
			}
		}
	}
}
