package static

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkReadGraph reads a generated tree whose files have the size and the number of imports that are
// usual for components: 7 KB, 11 imports through aliases and relative paths, some of them of types, lazy or
// of packages.
func BenchmarkReadGraph(b *testing.B) {
	for _, files := range []int{850, 5000} {
		b.Run(fmt.Sprintf("files=%d", files), func(b *testing.B) {
			root, imports := plantProject(b, files)
			for b.Loop() {
				g, err := ReadGraph(b.Context(), root, nil, nil)
				if err != nil {
					b.Fatal(err)
				}
				found := 0
				for _, edges := range g.Imports {
					found += len(edges)
				}
				if found != imports || len(g.Unparsed) > 0 || len(g.Unresolved) > 0 {
					b.Fatalf("%d imports, want %d; %d unparsed, %d unresolved", found, imports, len(g.Unparsed), len(g.Unresolved))
				}
			}
			b.ReportMetric(float64(imports), "imports")
		})
	}
}

// plantProject writes a project of n components in n/20 directories and returns the number of its imports.
func plantProject(b *testing.B, n int) (root string, imports int) {
	b.Helper()
	root = b.TempDir()
	write := func(name, text string) {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	write("tsconfig.json", `{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }`)
	write("tsconfig.app.json", `{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }`)
	write("package.json", `{ "name": "project", "dependencies": { "react": "19" } }`)
	body := componentBody()
	for i := range n {
		var t strings.Builder
		t.WriteString("import { useState } from 'react'\nimport clsx from 'clsx'\n")
		for k := 1; k <= 5; k++ {
			fmt.Fprintf(&t, "import { C%d } from '@/d%d/C%d'\n", k, (i*k+k)%n/20, (i*k+k)%n)
		}
		fmt.Fprintf(&t, "import type { P } from '../d%d/C%d'\n", (i+7)%n/20, (i+7)%n)
		fmt.Fprintf(&t, "export { helper } from './%s'\n", fmt.Sprintf("C%d", i/20*20+(i+1)%20%min(20, n-i/20*20)))
		fmt.Fprintf(&t, "const Lazy = lazy(() => import('@/d%d/C%d'))\n", (i+11)%n/20, (i+11)%n)
		t.WriteString("import './C.css'\n")
		t.WriteString(body)
		write(fmt.Sprintf("src/d%d/C%d.tsx", i/20, i), t.String())
		if i%20 == 0 {
			write(fmt.Sprintf("src/d%d/C.css", i/20), ".a { color: red }\n")
		}
		for k := 1; k <= 5; k++ {
			if (i*k+k)%n != i {
				imports++
			}
		}
		if i/20*20+(i+1)%20%min(20, n-i/20*20) != i {
			imports++
		}
		imports += 3
	}
	return root, imports
}

func componentBody() string {
	var t strings.Builder
	t.WriteString("export function Card({ title, items }: { title: string; items: Array<string> }) {\n  const [open, setOpen] = useState<boolean>(false)\n")
	for i := range 60 {
		fmt.Fprintf(&t, "  const value%d = items.filter((item) => item !== `x-${title}` && /['\"]a/.test(item)).map((x) => x + %d)\n", i, i)
	}
	t.WriteString("  return <div className={clsx('a', open && 'b')} onClick={() => setOpen(!open)}>it's {title}</div>\n}\n")
	return t.String()
}
