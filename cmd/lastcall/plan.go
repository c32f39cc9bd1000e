package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/pflag"

	"lastcall/analyze/plan"
	"lastcall/analyze/verdict"
	"lastcall/cmd/lastcall/internal/deletion"
	"lastcall/report"
)

// planName is the plan that delete executes, in the output directory.
const planName = "deletion-plan.json"

func planCommand() *command {
	c := newCommand("plan", "", "plan the deletion of safe files in small batches")
	v := &view{judges: true, static: true}
	v.windowFlags(c.flags)
	v.staticFlags(c.flags)
	v.outFlag(c.flags)
	include := c.flags.StringSlice("include", nil, "plan files of `VERDICT`: safe, static-only (default from the config, else safe)")
	v.out = outputFlags(c.flags, report.Text, report.JSON, report.CSV, report.Markdown)
	c.run = func(ctx context.Context, e *env, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Sprintf("unexpected argument %q", args[0]), "the plan takes no arguments")
		}
		return v.planned(ctx, e, *include)
	}
	return c
}

func (p *project) outFlag(flags *pflag.FlagSet) {
	flags.StringVar(&p.out, "out", "", "write results to `DIR` (default from the config, else ./out)")
}

// planned analyses, writes the plan into the output directory and shows it.
func (v *view) planned(ctx context.Context, e *env, include []string) error {
	format, err := v.out.chosen()
	if err != nil {
		return err
	}
	r, err := v.judged(ctx, e, include)
	if err != nil {
		return err
	}
	for _, w := range r.Warnings {
		warn(e, w)
	}
	p, err := v.makePlan(ctx, e, r)
	if err != nil {
		return err
	}
	if err := writePlan(v.config.Out, p); err != nil {
		return err
	}
	if err := v.out.write(e, func(w io.Writer) error { return report.Plan(w, p, format) }); err != nil {
		return err
	}
	return tooLittle(r)
}

// judged loads the config and judges the files of its frontend.
func (v *view) judged(ctx context.Context, e *env, include []string) (*verdict.Result, error) {
	if err := v.load(); err != nil {
		return nil, err
	}
	if len(include) > 0 {
		v.config.Plan.Include = nil
	}
	for _, name := range include {
		if name != string(verdict.Safe) && name != string(verdict.StaticOnly) {
			return nil, usage(fmt.Sprintf("files of verdict %q cannot be planned", name), "--include takes safe and static-only")
		}
		v.config.Plan.Include = append(v.config.Plan.Include, verdict.Verdict(name))
	}
	if len(v.config.Frontend.Knip) > 0 && v.config.Frontend.Root == "" {
		return nil, usage("no source tree is given", "name the directory Knip ran in with --root, or as frontend.root in "+configName)
	}
	return v.analyse(ctx, e)
}

// makePlan plans the files of a Result, with the hash of every file.
func (v *view) makePlan(ctx context.Context, e *env, r *verdict.Result) (*plan.Plan, error) {
	c := v.config
	o := plan.Options{
		Include: c.Plan.Include, MaxFiles: c.Deletion.MaxFiles, TagPrefix: c.Deletion.TagPrefix,
		Protected: slices.Concat(deletion.AlwaysProtected(), c.Deletion.Protected),
	}
	repo, root, err := v.repository(ctx)
	var refusal *deletion.Refusal
	switch {
	case errors.As(err, &refusal):
		warn(e, refusal.Reason+"; lastcall delete will need one")
	case err != nil:
		return nil, err
	default:
		highest, _, err := repo.Verified(ctx, c.Deletion.TagPrefix)
		if err != nil {
			return nil, err
		}
		o.Root, o.First = root, highest+1
	}
	p, err := plan.Make(r, o)
	if err != nil {
		return nil, err
	}
	if err := hashFiles(p, c.Frontend.Root); err != nil {
		return nil, err
	}
	if repo == nil {
		return p, nil
	}
	return p, repo.Propose(batchesOf(p), deletionOptions(c))
}

// repository opens the git repository of the frontend, and says where in it the frontend's root is.
func (p *project) repository(ctx context.Context) (repo *deletion.Repo, root string, err error) {
	dir := p.config.Deletion.Repo
	if dir == "" {
		dir = p.config.Frontend.Root
	}
	if repo, err = deletion.Open(ctx, dir); err != nil {
		return nil, "", err
	}
	if root, err = below(repo, p.config.Frontend.Root); err != nil {
		return nil, "", err
	}
	return repo, root, nil
}

// below returns the slash-separated path of a directory in the repository, "." for its top.
func below(repo *deletion.Repo, dir string) (string, error) {
	full, err := filepath.Abs(dir)
	if err == nil {
		full, err = filepath.EvalSymlinks(full)
	}
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(repo.Top(), full)
	if err != nil || !filepath.IsLocal(rel) {
		return "", usage(fmt.Sprintf("%s is not in the repository %s", dir, repo.Top()), "set deletion.repo to the repository that holds frontend.root")
	}
	return filepath.ToSlash(rel), nil
}

// hashFiles fills in what the files of the plan hold now.
func hashFiles(p *plan.Plan, root string) error {
	for _, b := range p.Batches {
		for i := range b.Files {
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b.Files[i].Path)))
			if err != nil {
				return fmt.Errorf("read a planned file: %w", err)
			}
			sum := sha256.Sum256(text)
			b.Files[i].SHA256 = hex.EncodeToString(sum[:])
		}
	}
	return nil
}

// batchScript matches the scripts of plans.
var batchScript = regexp.MustCompile(`^deletion-batch-[0-9]+\.sh$`)

// writePlan writes the plan for people, for shells and, last, for delete. Scripts of an earlier plan go.
func writePlan(out string, p *plan.Plan) error {
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if batchScript.MatchString(entry.Name()) {
			if err := os.Remove(filepath.Join(out, entry.Name())); err != nil {
				return err
			}
		}
	}
	for _, b := range p.Batches {
		name := filepath.Join(out, report.BatchScriptName(b.Number))
		if err := writeFile(name, func(w io.Writer) error { return report.BatchScript(w, p, b) }); err != nil {
			return err
		}
		if err := os.Chmod(name, 0o755); err != nil {
			return err
		}
	}
	err = writeFile(filepath.Join(out, "deletion-plan.md"), func(w io.Writer) error { return report.Plan(w, p, report.Markdown) })
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(out, planName), func(w io.Writer) error { return report.Plan(w, p, report.JSON) })
}

// readPlan reads the plan of the output directory.
func readPlan(out string) (*plan.Plan, error) {
	name := filepath.Join(out, planName)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage(fmt.Sprintf("there is no plan in %s", out), "write one first: lastcall plan")
	}
	if err != nil {
		return nil, err
	}
	var p plan.Plan
	if err := json.Unmarshal(text, &p); err != nil || p.Batches == nil {
		return nil, usage(name+" is no plan of lastcall", "write it again: lastcall plan")
	}
	return &p, nil
}
