package world

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"strings"
)

// words equal no segment of any route, so that they never lead the router elsewhere.
var words = []string{"amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "isle-9", "jade", "kelp.v2", "lotus"}

// awkward are single segments: each decodes to one without a slash.
var awkward = []string{
	"caf%C3%A9", "jos%c3%a9", "%E2%82%AC", "%FF", "%20", "100%", "50%25off", "a%252Fb", "what%3F", "a%23b", "a+b", "a;b=1", "pat@acme.example", "~x",
}

var queries = []string{
	"q=caf%C3%A9&page=2", "next=/users/me", "a=1?b=2", "token=not-a-secret", "state=abc%3D%3D&code=x", "limit=20&include_products=true", "",
}

// fillPath puts values into the placeholders of a path.
func fillPath(rng *rand.Rand, path string) string {
	for {
		start := strings.IndexByte(path, '{')
		if start < 0 {
			return path
		}
		end := start + strings.IndexByte(path[start:], '}') + 1
		path = path[:start] + value(rng, path[start:end]) + path[end:]
	}
}

func value(rng *rand.Rand, placeholder string) string {
	switch placeholder {
	case "{n}":
		return strconv.Itoa(1 + rng.IntN(9999))
	case "{u}":
		return uuid(rng)
	case "{h}":
		return fmt.Sprintf("%016x%08x", rng.Uint64(), rng.Uint32())
	case "{d}":
		return fmt.Sprintf("2025-%02d-%02d", 1+rng.IntN(12), 1+rng.IntN(28))
	case "{w}":
		return pick(rng, words)
	case "{p}":
		return pick(rng, words) + "/" + pick(rng, words) + "/" + pick(rng, words)
	case "{odd}":
		return pick(rng, awkward)
	}
	panic(fmt.Sprintf("traffic.txt: unknown placeholder %q", placeholder))
}

func uuid(rng *rand.Rand) string {
	return fmt.Sprintf("%s-%04x-%012x", requestID(rng), 0x8000|rng.IntN(0x4000), rng.Uint64()>>16)
}

// requestID is the first three groups of a random UUID, which is what Render logs.
func requestID(rng *rand.Rand) string {
	return fmt.Sprintf("%08x-%04x-4%03x", rng.Uint32(), rng.IntN(1<<16), rng.IntN(1<<12))
}

// publicAddress is a visitor's address, from the ranges reserved for documentation.
func publicAddress(rng *rand.Rand) netip.Addr {
	n := byte(1 + rng.IntN(254))
	switch rng.IntN(6) {
	case 0:
		return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 15: n})
	case 1:
		return netip.AddrFrom4([4]byte{198, 51, 100, n})
	}
	return netip.AddrFrom4([4]byte{203, 0, 113, n})
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
