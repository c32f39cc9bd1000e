// Package static reads what is known about files without running them: Knip's reports, the
// component counts that browsers exported, and what a source tree itself says about the files Knip flags.
//
// It runs nothing, changes nothing and judges nothing: it knows no traffic, no routes, no policy.
package static
