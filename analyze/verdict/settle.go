package verdict

import "fmt"

// Settle makes files stay that a staying file needs: what may go (safe, static-only) becomes a case for review when a
// statically unused file that stays imports or names it. A safe file that only static-only files need remains safe, and
// says that it goes with them or after them.
func Settle(files []File) {
	verdicts := map[string]Verdict{}
	for _, f := range files {
		verdicts[f.Path] = f.Verdict
	}
	for changed := true; changed; {
		changed = false
		for i := range files {
			f := &files[i]
			if !mayGo(f.Verdict) {
				continue
			}
			for _, use := range f.UsedBy {
				if by := verdicts[use.File]; !mayGo(by) {
					reason := fmt.Sprintf("%s, which stays (%s)", use, by)
					f.Finding = Finding{Verdict: Review, Reasons: append(f.Reasons, reason)}
					verdicts[f.Path] = Review
					changed = true
					break
				}
			}
		}
	}
	for i := range files {
		files[i].noteUses(verdicts)
	}
}

func mayGo(v Verdict) bool { return v == Safe || v == StaticOnly }

// noteUses says which files must go before a safe one.
func (f *File) noteUses(verdicts map[string]Verdict) {
	if f.Verdict != Safe {
		return
	}
	for _, use := range f.UsedBy {
		if verdicts[use.File] == StaticOnly {
			f.Reasons = append(f.Reasons, fmt.Sprintf("%s, which is static-only and must go first", use))
			return
		}
	}
}

// String says who needs the file, and where.
func (u Use) String() string {
	at := Place{u.File, u.Line}
	if u.How == "mention" {
		return fmt.Sprintf("named in %s", at)
	}
	return fmt.Sprintf("imported by %s (%s)", at, u.How)
}
