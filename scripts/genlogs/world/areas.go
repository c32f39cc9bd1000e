package world

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// fates are the lives an endpoint may lead; %s is its area. They differ from seed to seed, unlike the rows of traffic.txt.
var fates = [][]string{
	{"12 visitor GET /area/%s/{n} GET:/area/%s/{id} 200"},
	{"12 visitor GET /area/%s/{n} GET:/area/%s/{id} 404,410"},
	{"12 visitor GET /area/%s/{n} GET:/area/%s/{id} 500,404"},
	{"12 visitor GET /area/%s/{n} GET:/area/%s/{id} 499"},
	{"9 internal GET /area/%s/{n} GET:/area/%s/{id} 200"},
	{"9 internal GET /area/%s/{n} GET:/area/%s/{id} 404"},
	{"9 internal GET /area/%s/{n} GET:/area/%s/{id} 200", "9 visitor GET /area/%s/{n} GET:/area/%s/{id} 404"},
	{"9 internal GET /area/%s/{n} GET:/area/%s/{id} 200", "9 crawler GET /area/%s/{n} GET:/area/%s/{id} 200"},
	{"6 crawler GET /area/%s/{n} GET:/area/%s/{id} 200", "6 pinger HEAD /area/%s/{n} GET:/area/%s/{id} 200"},
	{"5 visitor GET /area/%s/{n}/ GET:/area/%s/{id} 307 slash"},
	{"5 visitor GET /area/%s/{n} GET:/area/%s/{id} 301 stub"},
	{"4 visitor GET /area/%s/{n} GET:/area/%s/{id} 200 edgeless"},
	{"4 visitor GET /area/%s/{n} GET:/area/%s/{id} 200 edgeless", "9 crawler GET /area/%s/{n} GET:/area/%s/{id} 200"},
	{"4 visitor GET /area/%s/{n} GET:/area/%s/{id} 200 before"},
	{"4 visitor OPTIONS /area/%s/{n} - 200 preflight"},
	{},
}

// drawAreas makes ten endpoints whose fates the seed decides.
func drawAreas(rng *rand.Rand) ([]Route, []use) {
	var routes []Route
	var uses []use
	for i, area := range words[:10] {
		row := fmt.Sprintf("GET /area/%s/{id} %s app/areas.py:%d", area, area, 10+8*i)
		routes = append(routes, parseRoute(row))
		for _, fate := range fates[rng.IntN(len(fates))] {
			uses = append(uses, parseUse(strings.ReplaceAll(fate, "%s", area)))
		}
	}
	return routes, uses
}
