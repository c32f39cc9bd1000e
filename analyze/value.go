package analyze

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marcboeker/go-duckdb"

	"lastcall/parse/dataset"
)

// Text writes a value of an answer for people and spreadsheets; NULL is empty.
func Text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return `\x` + hex.EncodeToString(v)
	case float64:
		return floatText(v)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case json.RawMessage:
		return string(v)
	}
	return fmt.Sprint(value)
}

// JSON writes a value of an answer as JSON: numbers exactly, times as RFC 3339, what is no number as a text.
func JSON(value any) []byte {
	switch v := value.(type) {
	case nil:
		return []byte("null")
	case json.RawMessage:
		return v
	case bool, int64, uint64, json.Number:
		return []byte(Text(v))
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return []byte(Text(v))
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(Text(value)); err != nil {
		panic(err) // a text always has a JSON form
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func floatText(f float64) string {
	switch size := math.Abs(f); {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case size != 0 && (size < 1e-6 || size >= 1e21):
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// plain turns a value of the driver into one of its column's kind. duck is DuckDB's name of its type.
func plain(duck string, value any) any {
	switch v := value.(type) {
	case int8:
		return int64(v)
	case int16:
		return int64(v)
	case int32:
		return int64(v)
	case uint8:
		return uint64(v)
	case uint16:
		return uint64(v)
	case uint32:
		return uint64(v)
	case float32:
		// The shortest text that means the same, so that 0.1 stays 0.1.
		f, _ := strconv.ParseFloat(strconv.FormatFloat(float64(v), 'g', -1, 32), 64)
		return f
	case time.Time:
		return plainTime(duck, v)
	case []byte:
		if duck == "UUID" && len(v) == 16 {
			return fmt.Sprintf("%x-%x-%x-%x-%x", v[:4], v[4:6], v[6:8], v[8:10], v[10:])
		}
		return v
	case *big.Int:
		return json.Number(v.String())
	case duckdb.Decimal:
		return decimal(v)
	case duckdb.Interval:
		return interval(v)
	case []any, map[string]any, duckdb.Map:
		return json.RawMessage(document(duck, v))
	}
	return value
}

func plainTime(duck string, t time.Time) any {
	switch duck {
	case "DATE":
		return dataset.DateOf(t)
	case "TIME":
		return t.Format("15:04:05.999999")
	}
	return t
}

func decimal(d duckdb.Decimal) json.Number {
	if d.Scale == 0 {
		return json.Number(d.Value.String())
	}
	digits := fmt.Sprintf("%0*s", int(d.Scale)+1, new(big.Int).Abs(d.Value).String())
	point := len(digits) - int(d.Scale)
	sign := ""
	if d.Value.Sign() < 0 {
		sign = "-"
	}
	return json.Number(sign + digits[:point] + "." + digits[point:])
}

// interval writes an interval with its units apart, since a month is no number of days.
func interval(i duckdb.Interval) string {
	var parts []string
	for _, unit := range []struct {
		n    int32
		name string
	}{{i.Months / 12, "year"}, {i.Months % 12, "month"}, {i.Days, "day"}} {
		switch unit.n {
		case 0:
		case 1, -1:
			parts = append(parts, fmt.Sprintf("%d %s", unit.n, unit.name))
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", unit.n, unit.name))
		}
	}
	if i.Micros != 0 || len(parts) == 0 {
		parts = append(parts, clock(i.Micros))
	}
	return strings.Join(parts, " ")
}

func clock(micros int64) string {
	sign := ""
	if micros < 0 {
		sign, micros = "-", -micros
	}
	seconds := micros / 1e6
	text := fmt.Sprintf("%s%02d:%02d:%02d.%06d", sign, seconds/3600, seconds/60%60, seconds%60, micros%1e6)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// document writes a nested value as JSON, the fields of a struct in their order, the keys of a map sorted.
func document(duck string, value any) []byte {
	switch v := value.(type) {
	case []any:
		element := strings.TrimSuffix(duck, "[]")
		return join('[', ']', len(v), func(i int) []byte { return JSON(plain(element, v[i])) })
	case map[string]any:
		fields := members(duck)
		return join('{', '}', len(fields), func(i int) []byte {
			name, typ := fieldOf(fields[i])
			return member(name, plain(typ, v[name]))
		})
	case duckdb.Map:
		types := members(duck)
		var entries [][]byte
		for key, element := range v {
			entries = append(entries, member(Text(plain(types[0], key)), plain(types[1], element)))
		}
		slices.SortFunc(entries, bytes.Compare)
		return join('{', '}', len(entries), func(i int) []byte { return entries[i] })
	}
	return JSON(plain(duck, value))
}

func join(open, end byte, n int, element func(int) []byte) []byte {
	b := []byte{open}
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, element(i)...)
	}
	return append(b, end)
}

func member(name string, value any) []byte {
	return slices.Concat(JSON(name), []byte{':'}, JSON(value))
}

// members lists what stands between the parentheses of STRUCT("a" DATE, "b" MAP(DATE, INTEGER)).
func members(duck string) []string {
	_, inner, _ := strings.Cut(duck, "(")
	inner = strings.TrimSuffix(inner, ")")
	var found []string
	start, depth, quoted := 0, 0, false
	for i := range len(inner) {
		switch c := inner[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			found = append(found, strings.TrimSpace(inner[start:i]))
			start = i + 1
		}
	}
	return append(found, strings.TrimSpace(inner[start:]))
}

// fieldOf splits "name" TYPE, in which quotes of the name are doubled.
func fieldOf(field string) (name, duck string) {
	end := 1
	for field[end] != '"' || field[end+1] == '"' {
		if field[end] == '"' {
			end++
		}
		end++
	}
	return strings.ReplaceAll(field[1:end], `""`, `"`), field[end+2:]
}
