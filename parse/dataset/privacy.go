package dataset

import (
	"bytes"
	"net/netip"
	"net/url"
	"strings"

	"lastcall/parse"
)

// Privacy says how much of what may identify people is kept. The zero value keeps addresses and drops queries.
type Privacy struct {
	AnonymizeIP bool // keep the network of an address only: /24 of IPv4, /48 of IPv6
	KeepQuery   bool // keep queries, with the values of secret-looking parameters replaced
}

// apply changes what is stored of a record. The record's own bytes are left alone: the reader still needs them.
func (p Privacy) apply(rec *parse.Record) {
	if p.AnonymizeIP {
		rec.ClientIP = network(rec.ClientIP)
	}
	if p.KeepQuery {
		rec.Query = redacted(rec.Query)
	} else {
		rec.Query = nil
	}
}

// network returns the network of an address, with zeros in place of the host. Loopback stays itself: it names nobody. Text
// that is no address is dropped.
func network(ip []byte) []byte {
	addr, err := netip.ParseAddr(string(ip))
	if err != nil {
		return nil
	}
	addr = addr.Unmap().WithZone("")
	bits := 48
	switch {
	case addr.IsLoopback():
		return []byte(addr.String())
	case addr.Is4():
		bits = 24
	}
	return []byte(netip.PrefixFrom(addr, bits).Masked().Addr().String())
}

// secrets are parts of the names of parameters whose values must not be kept, in lower case.
var secrets = []string{"token", "code", "key", "password", "passwd", "pwd", "secret", "session", "signature", "authorization", "email"}

// redacted returns a query with the values of secret-looking parameters replaced.
func redacted(query []byte) []byte {
	if query == nil {
		return nil
	}
	out := make([]byte, 0, len(query))
	for part := range bytes.SplitAfterSeq(query, []byte("&")) {
		pair, more := bytes.CutSuffix(part, []byte("&"))
		name, _, hasValue := bytes.Cut(pair, []byte("="))
		if hasValue && isSecret(name) {
			pair = append(append([]byte(nil), name...), "=REDACTED"...)
		}
		out = append(out, pair...)
		if more {
			out = append(out, '&')
		}
	}
	return out
}

func isSecret(name []byte) bool {
	plain, err := url.QueryUnescape(string(name))
	if err != nil {
		return true
	}
	lower := strings.ToLower(plain)
	for _, secret := range secrets {
		if strings.Contains(lower, secret) {
			return true
		}
	}
	return false
}
