package dataset

import "github.com/zeebo/xxh3"

// names numbers the different texts of a chunk, from 1 on. The texts lie in the chunk; names holds where.
type names struct {
	spans []span   // by name - 1
	slots []uint32 // hash table with linear search: names, 0 where there is none
	last  uint32   // the name that was found last, 0 for none
}

const leastSlots = 64

func (n *names) reset() {
	clear(n.slots)
	n.spans, n.last = n.spans[:0], 0
}

// find returns the name of text, or 0 and the slot for it. all is the text of the chunk.
func (n *names) find(all, text []byte) (name uint32, slot int) {
	if n.last > 0 && n.is(n.last, all, text) {
		return n.last, 0
	}
	if 2*len(n.spans) >= len(n.slots) {
		n.grow(all)
	}
	for slot = n.slot(text); ; slot = (slot + 1) & (len(n.slots) - 1) {
		name = n.slots[slot]
		if name == 0 {
			return 0, slot
		}
		if n.is(name, all, text) {
			n.last = name
			return name, slot
		}
	}
}

// add names the text at s, for which find has returned the slot.
func (n *names) add(slot int, s span) (name uint32) {
	n.spans = append(n.spans, s)
	n.last = uint32(len(n.spans))
	n.slots[slot] = n.last
	return n.last
}

func (n *names) is(name uint32, all, text []byte) bool {
	s := n.spans[name-1]
	return int(s.n) == len(text) && string(all[s.start:s.start+uint32(s.n)]) == string(text)
}

func (n *names) slot(text []byte) int {
	return int(xxh3.Hash(text)) & (len(n.slots) - 1)
}

func (n *names) grow(all []byte) {
	n.slots = make([]uint32, max(leastSlots, 4*len(n.slots)))
	for i, s := range n.spans {
		slot := n.slot(all[s.start : s.start+uint32(s.n)])
		for n.slots[slot] != 0 {
			slot = (slot + 1) & (len(n.slots) - 1)
		}
		n.slots[slot] = uint32(i + 1)
	}
}
