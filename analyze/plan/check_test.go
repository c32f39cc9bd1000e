package plan

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lastcall/analyze/verdict"
)

// world is a Result as sets of paths, from which a plan is checked rule by rule, without regard to speed.
type world struct {
	r          *verdict.Result
	o          Options
	flagged    map[string]verdict.File
	users      map[string]map[string]bool // file -> files that need it
	companions map[string]map[string]bool // file -> its tests and stories
	goes       map[string]bool            // files that may go, were there no limit to a batch
}

func newWorld(r *verdict.Result, o Options) *world {
	w := &world{r: r, o: o, flagged: map[string]verdict.File{}, users: map[string]map[string]bool{}, companions: map[string]map[string]bool{}, goes: map[string]bool{}}
	if len(o.Include) == 0 {
		w.o.Include = []verdict.Verdict{verdict.Safe}
	}
	if o.MaxFiles == 0 {
		w.o.MaxFiles = 5
	}
	for _, f := range r.Files {
		w.flagged[f.Path] = f
		w.users[f.Path], w.companions[f.Path] = map[string]bool{}, map[string]bool{}
		for _, u := range f.UsedBy {
			if u.File != f.Path {
				w.users[f.Path][u.File] = true
			}
		}
		for _, c := range f.Companions {
			if c != f.Path {
				w.companions[f.Path][c] = true
			}
		}
	}
	for _, f := range r.Files {
		for _, name := range append([]string{f.Path}, f.Companions...) {
			w.goes[name] = w.possible(name)
		}
	}
	w.settle()
	return w
}

func (w *world) includes(name string) bool {
	f, ok := w.flagged[name]
	return ok && slices.Contains(w.o.Include, f.Verdict)
}

func (w *world) protected(name string) bool {
	return slices.ContainsFunc(w.o.Protected, func(glob string) bool {
		return verdict.Keep{Match: glob}.Matches(path.Join(w.o.Root, name))
	})
}

func cleanPath(name string) bool {
	return name != "" && name != "." && name != ".." && path.Clean(name) == name && !strings.HasPrefix(name, "/") &&
		!strings.HasPrefix(name, "../") && utf8.ValidString(name) && strings.IndexByte(name, 0) < 0
}

// possible: nothing but other files holds it.
func (w *world) possible(name string) bool {
	f, ok := w.flagged[name]
	return w.r.Sufficient && cleanPath(name) && !w.protected(name) && (!ok || f.Verdict == verdict.Safe || f.Verdict == verdict.StaticOnly)
}

// settle takes files out until no staying file needs a going one, companions and their files go together, and every
// file that is not asked for has a file that is.
func (w *world) settle() {
	for changed := true; changed; {
		changed = false
		supported := map[string]bool{}
		for grown := true; grown; {
			grown = false
			for name, goes := range w.goes {
				if !goes || supported[name] {
					continue
				}
				support := w.includes(name)
				for f, companions := range w.companions {
					support = support || companions[name] && supported[f]
				}
				if support {
					supported[name], grown = true, true
				}
			}
		}
		for name, goes := range w.goes {
			if goes && (!supported[name] || w.held(name)) {
				w.goes[name], changed = false, true
			}
		}
	}
}

func (w *world) held(name string) bool {
	for u := range w.users[name] {
		if !w.goes[u] {
			return true
		}
	}
	for c := range w.companions[name] {
		if !w.goes[c] {
			return true
		}
	}
	for f, companions := range w.companions {
		if companions[name] && !w.goes[f] {
			return true
		}
	}
	return false
}

// reach lists the going files that name needs, and with ties those that go with it.
func (w *world) reach(name string, ties bool) map[string]bool {
	found := map[string]bool{}
	for open := []string{name}; len(open) > 0; open = open[1:] {
		for other, goes := range w.goes {
			tied := w.companions[other][open[0]] || w.companions[open[0]][other]
			if goes && !found[other] && (w.users[other][open[0]] || ties && tied) {
				found[other] = true
				open = append(open, other)
			}
		}
	}
	return found
}

// closure is what each going file reaches.
func (w *world) closure(ties bool) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for name, goes := range w.goes {
		if goes {
			all[name] = w.reach(name, ties)
		}
	}
	return all
}

// together lists the files that only go together with name.
func together(closure map[string]map[string]bool, name string) []string {
	members := []string{name}
	for other := range closure[name] {
		if other != name && closure[other][name] {
			members = append(members, other)
		}
	}
	slices.Sort(members)
	return members
}

// check holds a plan against all rules.
func check(t *testing.T, rule string, r *verdict.Result, o Options, p *Plan) {
	t.Helper()
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s: %s", rule, fmt.Sprintf(format, args...))
	}
	w := newWorld(r, o)
	withTies := w.closure(true)
	checkLeftOut(fail, w, p, withTies)

	for name := range withTies {
		if len(together(withTies, name)) > w.o.MaxFiles {
			w.goes[name] = false
		}
	}
	w.settle()
	place, batchOf := map[string]int{}, map[string]int{}
	for i, b := range p.Batches {
		if len(b.Files) == 0 || len(b.Files) > w.o.MaxFiles || b.Number != max(1, o.First)+i {
			fail("batch %d, the %d. one, has %d files", b.Number, i+1, len(b.Files))
		}
		for _, f := range b.Files {
			if _, twice := place[f.Path]; twice {
				fail("%s is planned twice", f.Path)
			}
			place[f.Path], batchOf[f.Path] = len(place), i
		}
	}
	for name, goes := range w.goes {
		if _, planned := place[name]; planned != goes {
			fail("%s: planned %v, but may go %v", name, planned, goes)
		}
	}
	checkOrder(fail, w, place, batchOf)
	checkPlanned(fail, w, p)
	checkFilling(fail, w, p)
}

// checkLeftOut: every flagged file is in a batch or left out, for a reason that is true.
func checkLeftOut(fail func(string, ...any), w *world, p *Plan, closure map[string]map[string]bool) {
	planned := map[string]bool{}
	for _, b := range p.Batches {
		for _, f := range b.Files {
			planned[f.Path] = true
		}
	}
	stays := func(name string) bool { return !planned[name] }
	left := map[string]bool{}
	for i, l := range p.LeftOut {
		f, ok := w.flagged[l.Path]
		if !ok || planned[l.Path] || f.Verdict != l.Verdict || i > 0 && p.LeftOut[i-1].Path >= l.Path {
			fail("%+v should not be left out there", l)
		}
		left[l.Path] = true
		if !strings.HasSuffix(l.Reason, oneLine(f.Words())) {
			fail("the reason %q does not end in %q", l.Reason, f.Words())
		}
		if !w.reasonIsTrue(f, l.Reason, stays, together(closure, l.Path)) {
			fail("%s is left out for %q, which is not so", l.Path, l.Reason)
		}
	}
	for name := range w.flagged {
		if left[name] == planned[name] {
			fail("%s: planned %v, left out %v", name, planned[name], left[name])
		}
	}
}

// reasonIsTrue holds the beginning of a reason against the Result.
func (w *world) reasonIsTrue(f verdict.File, reason string, stays func(string) bool, group []string) bool {
	is := func(format string, args ...any) bool { return strings.HasPrefix(reason, fmt.Sprintf(format, args...)) }
	switch {
	case f.Verdict != verdict.Safe && f.Verdict != verdict.StaticOnly:
		return true // its verdict says it, which is the end of every reason
	case is("its path is no"):
		return !cleanPath(f.Path)
	case is("no service has"):
		return !w.r.Sufficient
	case is("protected by "):
		return w.protected(f.Path)
	case is("plan.include does not name %s;", f.Verdict):
		return !slices.Contains(w.o.Include, f.Verdict)
	case is("one of "):
		return len(group) > w.o.MaxFiles && is("one of %d files", len(group))
	case is("imported by "), is("named in "):
		return slices.ContainsFunc(f.UsedBy, func(u verdict.Use) bool {
			where := fmt.Sprintf("%s:%d", u.File, u.Line)
			if u.Line == 0 {
				where = u.File
			}
			text := fmt.Sprintf("imported by %s (%s), which stays", where, u.How)
			if u.How == "mention" {
				text = fmt.Sprintf("named in %s, which stays", where)
			}
			return u.File != f.Path && stays(u.File) && strings.HasPrefix(reason, text)
		})
	case is("it has a "):
		return slices.ContainsFunc(f.Companions, func(c string) bool { return stays(c) && is("it has a %s %s, which stays", kind(c), c) })
	}
	for name, companions := range w.companions {
		if companions[f.Path] && stays(name) && is("%s of %s, which stays", kind(f.Path), name) {
			return true
		}
	}
	return false
}

// checkOrder: importers first, circles together, companions beside their files.
func checkOrder(fail func(string, ...any), w *world, place, batchOf map[string]int) {
	closure := w.closure(false)
	for name := range place {
		for u := range w.users[name] {
			inCircle := closure[name][u]
			if _, goes := place[u]; !goes {
				fail("%s goes, yet %s, which stays, needs it", name, u)
			} else if inCircle && batchOf[u] != batchOf[name] {
				fail("%s and %s need each other and are in the batches %d and %d", u, name, batchOf[u], batchOf[name])
			} else if !inCircle && place[u] > place[name] {
				fail("%s goes before %s, which needs it", name, u)
			}
		}
		for c := range w.companions[name] {
			if _, goes := place[c]; !goes || batchOf[c] != batchOf[name] {
				fail("%s does not go in the batch of its companion %s", name, c)
			}
		}
	}
}

// checkPlanned: what is shown of a planned file is its own, or that of the file it goes with.
func checkPlanned(fail func(string, ...any), w *world, p *Plan) {
	for _, b := range p.Batches {
		for _, f := range b.Files {
			own, flagged := w.flagged[f.Path]
			switch {
			case !slices.Contains(w.o.Include, f.Verdict), f.Reason == "", f.SHA256 != "":
				fail("%+v", f)
			case w.includes(f.Path):
				if f.Verdict != own.Verdict || !strings.HasSuffix(f.Reason, oneLine(own.Words())) {
					fail("%+v is judged %s for %q", f, own.Verdict, own.Words())
				}
			case f.With == "", f.Verdict == verdict.Safe && !strings.HasSuffix(f.Reason, bound):
				fail("%+v enters without a reason (flagged: %v)", f, flagged)
			}
			if f.With != "" && (!w.companions[f.With][f.Path] || !slices.ContainsFunc(b.Files, func(other Planned) bool { return other.Path == f.With })) {
				fail("%+v does not go with it", f)
			}
		}
	}
}

// checkFilling: a batch ends where nothing of the rank that is next fits, and safe comes before static-only unless a
// static-only file needs it.
func checkFilling(fail func(string, ...any), w *world, p *Plan) {
	closure := w.closure(true)
	shown := map[string]verdict.Verdict{}
	var units [][]string
	var starts []int // for each unit, files before it in its batch
	for _, b := range p.Batches {
		for at := 0; at < len(b.Files); {
			members := together(closure, b.Files[at].Path)
			for _, f := range b.Files[at:min(at+len(members), len(b.Files))] {
				shown[f.Path] = f.Verdict
				if !slices.Contains(members, f.Path) {
					fail("%s stands among %q", f.Path, members)
				}
			}
			units, starts = append(units, members), append(starts, at)
			at += len(members)
		}
	}
	safe := func(unit []string) bool {
		return !slices.ContainsFunc(unit, func(name string) bool { return shown[name] != verdict.Safe })
	}
	for i := 1; i < len(units); i++ {
		before, unit := units[i-1], units[i]
		needed := slices.ContainsFunc(unit, func(name string) bool {
			return slices.ContainsFunc(before, func(u string) bool { return w.users[name][u] })
		})
		if safe(unit) && !safe(before) && !needed {
			fail("safe %q waits for static-only %q", unit, before)
		}
		if used := starts[i-1] + len(before); starts[i] == 0 && used+len(unit) <= w.o.MaxFiles {
			fail("%q would have fitted behind the %d files that end in %q", unit, used, before)
		}
	}
}
