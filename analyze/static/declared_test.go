package static

import (
	"reflect"
	"testing"
)

func TestComponentsOf(t *testing.T) {
	tests := []struct {
		name, file, text  string
		declared, tracked []Name
	}{
		{"function", "a.tsx", "\nexport function OrderCard() {}\n", []Name{{"OrderCard", 2}}, nil},
		{"async function", "a.tsx", "export async function Page() {}", []Name{{"Page", 1}}, nil},
		{"class", "a.tsx", "export default class Card extends C {}", []Name{{"Card", 1}}, nil},
		{"abstract class", "a.ts", "export abstract class Card {}", []Name{{"Card", 1}}, nil},
		{"const", "a.tsx", "  export const SEO: React.FC = () => null", []Name{{"SEO", 1}}, nil},
		{"default function", "a.tsx", "export default function Card() {}", []Name{{"Card", 1}}, nil},
		{"default name", "a.tsx", "const Card = 1\nexport default Card", []Name{{"Card", 2}}, nil},
		{"default wrapped", "a.tsx", "export default React.memo(withUser(Card));", []Name{{"Card", 1}}, nil},
		{"default wrapped function", "a.tsx", "export default forwardRef<Div, Props>(function Card() {})", []Name{{"Card", 1}}, nil},
		{"default nameless", "a-b.tsx", "export default Memo(() => null)", []Name{{"AB", 0}}, nil},
		{"list", "a.tsx", "export {\n  Card,\n  Panel as SidePanel,\n  type Props,\n  run,\n  Main as default,\n}", []Name{{"Card", 2}, {"SidePanel", 3}, {"Main", 6}}, nil},
		{"once", "a.tsx", "export function Card() {}\nexport default Card;", []Name{{"Card", 1}}, nil},
		{"two", "a.tsx", "export const B = 1;export class A {}", []Name{{"B", 1}, {"A", 1}}, nil},
		{"passed on", "a.ts", "export { Card } from './Card'\nexport * from './x'", nil, nil},
		{"no components", "a.ts", "export const API_URL = 1\nexport const run = 1\nexport type Props = {}\nexport interface Row {}\nexport enum State {}", nil, nil},
		{"commented out", "a.ts", "// export function Card() {}\n * export class Card", nil, nil},

		{"named after file", "src/OrderCard.tsx", "", []Name{{"OrderCard", 0}}, nil},
		{"named after kebab file", "src/user-card.tsx", "export const run = 1", []Name{{"UserCard", 0}}, nil},
		{"vue", "src/UserCard.vue", "<script setup></script>", []Name{{"UserCard", 0}}, nil},
		{"named after directory", "src/OrderCard/index.jsx", "", []Name{{"OrderCard", 0}}, nil},
		{"file says more", "src/OrderCard.tsx", "export const Panel = 1", []Name{{"Panel", 1}}, nil},
		{"not a component's name", "src/useCart.tsx", "", nil, nil},
		{"test", "src/Card.test.tsx", "", nil, nil},
		{"index of all", "index.tsx", "", nil, nil},
		{"plain module", "src/order-service.ts", "", nil, nil},
		{"no code", "src/OrderCard.css", "export class Card", nil, nil},

		{"tracked", "a.ts", "useEffect(() => {\n trackComponentUsage('Pam')\n trackComponentUsage( \"Map\", 1 ); trackComponentUsage(`Pam`)\n})", nil, []Name{{"Pam", 2}, {"Map", 3}}},
		{"tracked under a variable", "a.ts", "trackComponentUsage(name); trackComponentUsage(`${x}`); untrackComponentUsage('A')", nil, nil},
		{"tracking commented out", "a.ts", "// trackComponentUsage('A')\n/* x\ntrackComponentUsage('B')\n*/\n/**\n * trackComponentUsage('C')\n */\n{/* trackComponentUsage('D') */}", nil, nil},
		{"after comments", "a.ts", "/* x */ const types = 'image/*' // y\n/** z */\ntrackComponentUsage('A')", nil, []Name{{"A", 3}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			k, _ := kindOf(test.file)
			declared, tracked := componentsOf(test.file, k, test.text)
			if !reflect.DeepEqual(declared, test.declared) || !reflect.DeepEqual(tracked, test.tracked) {
				t.Errorf("got %v and %v, want %v and %v", declared, tracked, test.declared, test.tracked)
			}
		})
	}
}

func TestSourcesDeclared(t *testing.T) {
	root := plant(t, map[string]string{
		"src/Card.tsx":        "export function Card() { trackComponentUsage('Pam') }",
		"src/legacy/Card.tsx": "export const Card = 1",
		"src/a.ts":            "trackComponentUsage('Pam')",
		"src/Live.tsx":        "export function Live() {}",
	})
	s, err := ReadSources(Tree{Root: root, Flagged: []string{"src/Card.tsx"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"Card": {"src/Card.tsx", "src/legacy/Card.tsx"},
		"Pam":  {"src/Card.tsx", "src/a.ts"},
	}
	if !reflect.DeepEqual(s.Declared, want) {
		t.Errorf("got %v, want %v", s.Declared, want)
	}
	if got, want := *s.Files["src/Card.tsx"], (Source{Exists: true, Read: true, Components: []Name{{"Card", 1}}, Tracked: []Name{{"Pam", 1}}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
