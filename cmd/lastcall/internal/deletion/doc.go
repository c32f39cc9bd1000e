// Package deletion deletes batches of files from a git repository, tests what is left, and brings them back.
//
// It runs git and a test command. It knows nothing of logs, of verdicts or of how a batch was planned.
//
// # The sequence
//
// [Repo.Delete] holds a lock that all work trees of the repository share, and that a test command or a commit outliving
// it goes on holding. First it completes or undoes what an earlier interruption left, then it checks everything that
// may speak against the batch. Then:
//
//  1. Keep a record of the deletion and a copy of every file in <git dir>/lastcall/pending.
//  2. Note how all other tracked files are, with copies of those whose bytes git does not store as they are.
//  3. Journal: accepted.
//  4. Tag HEAD PREFIX+N-start.
//  5. git rm: the files, their index entries, and directories that become empty.
//  6. Journal: deleted.
//  7. Run the test command, its output kept in <git dir>/lastcall.
//  8. Check that HEAD stands still and that nothing tracked has changed but for the batch.
//  9. Note in the record that the test has passed.
//  10. git commit, with all hooks.
//  11. Check that the commit holds the deletion and nothing else.
//  12. Tag the commit PREFIX+N-verified.
//  13. Keep the copies of files that git stores in another form, for a rollback.
//  14. Journal: verified.
//  15. Remove the record.
//
// When a step fails or the context ends, up to step 12, everything is restored: the commit taken back, files and other
// tracked files byte for byte with their permissions, the index, no start tag. The journal gets failed and restored.
// What a tracked file had become is moved to <git dir>/lastcall/changed, as somebody may have edited it during a long
// test. New untracked files stay: nobody can tell whose they are. If HEAD has moved meanwhile, it stays where it is, the
// files of the batch come back, and nothing else is touched.
//
// [Repo.Rollback] does this:
//
//  1. Keep a record.
//  2. git revert --no-edit, unless all files are back already.
//  3. Note in the record that the revert is done.
//  4. Give the files the bytes they had, where git wrote them with other line ends or by a filter.
//  5. In one transaction make the tag PREFIX+N-rolled-back and remove PREFIX+N-start and PREFIX+N-verified.
//  6. Journal: rolled-back.
//  7. Remove the record.
//
// A revert that fails is undone. The batch counts as not deleted then, so its number is free again: new plans number on
// from the highest verified tag, and the batch after one that was rolled back is refused until there is a new plan.
//
// # Interruptions
//
// What a process that was killed leaves is found by the next call of [Repo.Delete], [Repo.Rollback] or [Repo.Resume] in
// the same work tree. The killed one was
//
//   - before the end of step 1 of a deletion: nothing was changed, and nothing is to be done.
//   - after it, and before git commit has made its commit: all is undone and the journal gets restored. It does not count
//     as a failure, so the batch may be deleted without --again.
//   - after the commit, before the end of step 15: it is completed from step 12 on, and the journal has verified once. If
//     hooks changed what was committed it is undone instead, and counts as failed.
//   - restoring after a failure: restoring is completed, and the failure counts.
//   - rolling back, before git revert has made its commit: it is undone. After that: it is completed.
//
// Undoing after a kill is more careful than restoring after a failure, as a user may have gone on working in between. It
// brings back the files of the batch and their index entries, and leaves everything else, also what the test command did
// to other tracked files: that shows as an uncommitted change, and the next deletion is refused. A file of the batch that
// is there again and in the index stays as it is. If HEAD has moved and the tree is clean, the user has settled the
// matter: only the start tag is removed. If it has moved and the tree is not clean, only the user can tell what is right,
// and everything is refused until then. The one thing not cured is an index.lock left by a git that was killed itself, as
// by a loss of power: git asks the user to remove it, and so does this package.
//
// # What counts
//
// A verified tag counts for the order of batches if HEAD contains its commit, wherever the tag came from; tags and not
// the journal say what was deleted, so that a clone with tags knows it too. Start and verified tags are lightweight: they
// need no identity and no signature; the evidence is in the commit's message. A set of files that failed, or that was
// rolled back, is deleted again only with Options.Again, whatever the number of its batch.
//
// Not restored: owners, extended attributes and hard links; untracked files and empty directories that the test command
// removes. A test command that starts a daemon in a session of its own leaves it running.
package deletion
