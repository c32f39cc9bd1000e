package static

import (
	"slices"
	"testing"
)

var exportTests = []struct {
	text string
	want []string
}{
	{"export function load() {}", []string{"load"}},
	{"export async function load() {}", []string{"load"}},
	{"export function* each() {}\nexport function *other() {}", []string{"each", "other"}},
	{"export class Cart extends Base {}\nexport abstract class Shape {}", []string{"Cart", "Shape"}},
	{"export const a = 1\nexport let b\n  export var c", []string{"a", "b", "c"}},
	{"export const größe: Size = 1, $el = 2", []string{"größe"}},
	{"export const $el = 2\nexport const _x = 1", []string{"$el", "_x"}},
	{"export interface Props {}\nexport type Stage<T> = T\nexport enum Size { S }\nexport const enum Tone { A }\nexport namespace N {}", []string{"Props", "Stage", "Size", "Tone", "N"}},
	{"export declare function load(): void", []string{"load"}},
	{"export const { useCards, useCard: single } = api", []string{"useCards", "single"}},
	{"export { a, b as c, type D, e as default }", []string{"a", "c", "D", "e"}},
	{"export type { Props, Stage as State }", []string{"Props", "State"}},
	{"export {\n  first,\n  second,\n}\n", []string{"first", "second"}},
	{"export { a } from './a'\nexport * from './b'\nexport type { T } from './t'", nil},
	{"export * as api from './api'", []string{"api"}},
	{"import { a, b as c } from './a'\nimport D from './d'\nexport { a, c as e, own }\nexport default D", []string{"own"}},
	{"import type {\n  T,\n} from './t'\nexport { T, own }", []string{"own"}},
	{"export default function load() {}", []string{"load"}},
	{"export default function () {}", nil},
	{"export default function (props) {}", nil},
	{"export default class extends Base {}", nil},
	{"export default async () => {}", nil},
	{"export default props => props", nil},
	{"export default cart;", []string{"cart"}},
	{"export default cart // the cart", []string{"cart"}},
	{"export default routes as Route[]", []string{"routes"}},
	{"export default memo(Cart)", []string{"Cart"}},
	{"export default React.memo<Props>(forwardRef(Cart))", []string{"Cart"}},
	{"export default { name: 'cart' }", nil},
	{"export default new Cart()", nil},
	{"exports.load = load\nmodule.exports.save = 1\nif (exports.x === 1) {}", []string{"load", "save"}},
	{"// export const gone = 1\nreexport const x = 1\nconst s = 'export const y = 1'", nil},
	{"export const a = 1; export const b = 2", []string{"a", "b"}},
	{"export const a = 1\nexport const a = 2", []string{"a"}},
	{"export const\n  far = 1", []string{"far"}},
	{"export", nil},
	{"export {", nil},
	{"export { a,\nexport { b }", []string{"b"}},
}

func TestExportsOf(t *testing.T) {
	for _, test := range exportTests {
		if got := exportsOf(test.text, nil); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
	// What a component is called without being exported by that name.
	if got := exportsOf("export default () => null", []Name{{Name: "OrderCard"}}); !slices.Equal(got, []string{"OrderCard"}) {
		t.Errorf("got %q", got)
	}
}
