package static

import (
	"fmt"
	"strings"
	"testing"
)

// shopTree is a repository of 850 modules, each fourth of them flagged, and 3,000 other texts, 20 MiB in all.
func shopTree() (files map[string]string, flagged []string) {
	files = map[string]string{}
	module := func(i int) string { return fmt.Sprintf("web/src/part%d/OrderCard%d.tsx", i%40, i) }
	for i := range 850 {
		var b strings.Builder
		fmt.Fprintf(&b, "import { useState } from 'react'\nimport { OrderCard%d } from '../part%d/OrderCard%d'\n\n", (i+1)%850, (i+1)%40, (i+1)%850)
		fmt.Fprintf(&b, "export interface OrderProps%d { title: string }\nexport const useOrders%d = () => useState('orders')\n\n", i, i)
		fmt.Fprintf(&b, "export function OrderCard%d({ title }: OrderProps%d) {\n", i, i)
		for line := range 120 {
			fmt.Fprintf(&b, "  const row%d = title === 'title-%d' ? render(`row-${title}`, { kind: \"row\", href: '/orders/%d' }) : null\n", line, line, line)
		}
		files[module(i)] = b.String() + "}\n"
		if i%4 == 0 {
			flagged = append(flagged, strings.TrimPrefix(module(i), "web/"))
		}
	}
	for i := range 1000 {
		files[fmt.Sprintf("api/part%d/orders%d.py", i%20, i)] = strings.Repeat("def orders(request):  # of one customer\n    return [row for row in request.rows if row['kind'] == \"order\"]\n", 30)
		files[fmt.Sprintf("db/%04d.sql", i)] = strings.Repeat("INSERT INTO blocks (id, component, title) VALUES (17, 'Cart', 'Your cart');\n", 40)
		files[fmt.Sprintf("ops/blocks%d.yml", i)] = strings.Repeat("  - component: Cart\n    title: What is in the cart, and what it costs\n    path: templates/cart/index.html\n", 30)
	}
	files["ops/last.yml"] = "component: OrderCard400\n"
	return files, flagged
}

func BenchmarkReadSources(b *testing.B) {
	files, flagged := shopTree()
	repo, size := plant(b, files), 0
	tree := Tree{Root: repo + "/web", Repo: repo, Flagged: flagged}
	for name, text := range files {
		tree.Tracked = append(tree.Tracked, name)
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		s, err := ReadSources(tree)
		if err != nil || s.Searched != len(files) || len(s.Files["src/part0/OrderCard400.tsx"].Mentions) != 2 {
			b.Fatal(s, err)
		}
	}
}
