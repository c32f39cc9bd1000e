package analyze_test

import (
	"bytes"
	"testing"

	"lastcall/analyze"
	"lastcall/parse/dataset"
)

// TestValues asks for one value of every type and shape.
func TestValues(t *testing.T) {
	v := views(t, orders(t))
	tests := []struct {
		sql        string
		kind       dataset.Kind
		text, json string
	}{
		{"null", dataset.KindInt, "", "null"},
		{"true", dataset.KindBool, "true", "true"},
		{"(-128)::tinyint", dataset.KindInt, "-128", "-128"}, {"1::smallint", dataset.KindInt, "1", "1"}, {"1::integer", dataset.KindInt, "1", "1"},
		{"9223372036854775807", dataset.KindInt, "9223372036854775807", "9223372036854775807"},
		{"255::utinyint", dataset.KindUint, "255", "255"}, {"1::usmallint", dataset.KindUint, "1", "1"}, {"1::uinteger", dataset.KindUint, "1", "1"},
		{"18446744073709551615::ubigint", dataset.KindUint, "18446744073709551615", "18446744073709551615"},
		{"-170141183460469231731687303715884105727::hugeint", dataset.KindDecimal, "-170141183460469231731687303715884105727", "-170141183460469231731687303715884105727"},
		{"sum(1)", dataset.KindDecimal, "1", "1"},
		{"0.1::float", dataset.KindFloat, "0.1", "0.1"}, {"1.5e300::double", dataset.KindFloat, "1.5e+300", "1.5e+300"}, {"-0.0000001::double", dataset.KindFloat, "-1e-07", "-1e-07"},
		{"0::double", dataset.KindFloat, "0", "0"}, {"'nan'::double", dataset.KindFloat, "NaN", `"NaN"`},
		{"'inf'::double", dataset.KindFloat, "Infinity", `"Infinity"`}, {"'-inf'::float", dataset.KindFloat, "-Infinity", `"-Infinity"`},
		{"1.50", dataset.KindDecimal, "1.50", "1.50"}, {"-0.05::decimal(4,2)", dataset.KindDecimal, "-0.05", "-0.05"}, {"12::decimal(9,0)", dataset.KindDecimal, "12", "12"},
		{"1234567890123456789012345678.0123456789::decimal(38,10)", dataset.KindDecimal, "1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789"},
		{`'a<"é' || chr(10)`, dataset.KindText, "a<\"é\n", `"a<\"é\n"`},
		{"'a'::enum('a', 'b')", dataset.KindText, "a", `"a"`}, {`'{"a": 1}'::json`, dataset.KindText, `{"a": 1}`, `"{\"a\": 1}"`},
		{`'\x00\xFF'::blob`, dataset.KindBlob, `\x00ff`, `"\\x00ff"`},
		{"'00000000-0000-4000-8000-00000000000a'::uuid", dataset.KindText, "00000000-0000-4000-8000-00000000000a", `"00000000-0000-4000-8000-00000000000a"`},
		{"date '1969-12-31'", dataset.KindDate, "1969-12-31", `"1969-12-31"`},
		{"timestamp '2025-10-08 01:02:03'", dataset.KindTime, "2025-10-08T01:02:03Z", `"2025-10-08T01:02:03Z"`},
		{"timestamp_ns '2025-10-08 01:02:03.123456789'", dataset.KindTime, "2025-10-08T01:02:03.123456789Z", `"2025-10-08T01:02:03.123456789Z"`},
		{"timestamp_s '2025-10-08 01:02:03'", dataset.KindTime, "2025-10-08T01:02:03Z", `"2025-10-08T01:02:03Z"`},
		{"timestamptz '2025-10-08 01:02:03+02'", dataset.KindTime, "2025-10-07T23:02:03Z", `"2025-10-07T23:02:03Z"`},
		{"time '04:05:06.5'", dataset.KindText, "04:05:06.5", `"04:05:06.5"`},
		{"interval 14 month + interval (-1) day + interval 90 minute", dataset.KindText, "1 year 2 months -1 day 01:30:00", `"1 year 2 months -1 day 01:30:00"`},
		{"interval (-500) millisecond", dataset.KindText, "-00:00:00.5", `"-00:00:00.5"`}, {"interval 0 day", dataset.KindText, "00:00:00", `"00:00:00"`},
		{"[]", dataset.KindText, "[]", "[]"},
		{"[date '2025-10-08', null]", dataset.KindText, `["2025-10-08",null]`, `["2025-10-08",null]`},
		{"{'b': 1, 'a, (\"x': {'c': [timestamp '2025-10-08']}}", dataset.KindText, `{"b":1,"a, (\"x":{"c":["2025-10-08T00:00:00Z"]}}`, `{"b":1,"a, (\"x":{"c":["2025-10-08T00:00:00Z"]}}`},
		{"map {date '2025-10-08': 1.50, date '2025-10-07': null}", dataset.KindText, `{"2025-10-07":null,"2025-10-08":1.50}`, `{"2025-10-07":null,"2025-10-08":1.50}`},
		{"[{'u': '00000000-0000-4000-8000-00000000000a'::uuid, 't': time '01:00:00', 'f': 'nan'::double}]", dataset.KindText,
			`[{"u":"00000000-0000-4000-8000-00000000000a","t":"01:00:00","f":"NaN"}]`, `[{"u":"00000000-0000-4000-8000-00000000000a","t":"01:00:00","f":"NaN"}]`},
	}
	for _, tt := range tests {
		answer, err := v.Query(t.Context(), "select "+tt.sql+" as x")
		if err != nil {
			t.Errorf("%s: %v", tt.sql, err)
			continue
		}
		values, err := answer.Next()
		if err != nil {
			t.Errorf("%s: %v", tt.sql, err)
			continue
		}
		c := answer.Columns[0]
		if text, json := analyze.Text(values[0]), string(analyze.JSON(values[0])); c.Name != "x" || c.Kind != tt.kind || text != tt.text || json != tt.json {
			t.Errorf("%s: kind %d, text %q, json %s; want %d, %q, %s", tt.sql, c.Kind, text, json, tt.kind, tt.text, tt.json)
		}
		answer.Close()
	}
}

// TestParquet reads back with DuckDB what was written for it.
func TestParquet(t *testing.T) {
	v := views(t, orders(t))
	const all = `select true as b, -1::tinyint as i, 255::utinyint as u, 0.1::float as f, 1.50 as d, sum(1) as h, date '2025-10-08' as day,
		timestamp '2025-10-08 01:02:03.000004' as ts, '\xFF'::blob as bin, 'a' as t, [1] as l, null::varchar as n`
	answer, err := v.Query(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	var b bytes.Buffer
	if err := dataset.WriteParquet(&b, answer.Columns, answer.Next); err != nil {
		t.Fatal(err)
	}
	name := written(t, "answer.parquet", b.String())
	expect(t, v, "from read_parquet('"+name+"')", `true|-1|255|0.1|1.50|1|2025-10-08|2025-10-08T01:02:03.000004Z|\xff|a|[1]|`)
	expect(t, v, "select column_type from (describe from read_parquet('"+name+"'))",
		"BOOLEAN", "BIGINT", "UBIGINT", "DOUBLE", "DECIMAL(38,2)", "DECIMAL(38,0)", "DATE", "TIMESTAMP", "BLOB", "VARCHAR", "VARCHAR", "VARCHAR")
}
