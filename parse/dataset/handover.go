package dataset

import "context"

func (in *ingestion) flushFull(ctx context.Context) error {
	if !in.chunk.full(in.dataset.chunkRows, in.dataset.chunkText) {
		return nil
	}
	return in.flush(ctx)
}

// flush has the chunk written while the next one is filled. It waits for the one before, and returns what went wrong with that.
func (in *ingestion) flush(ctx context.Context) error {
	if err := in.wait(); err != nil {
		return err
	}
	in.chunk, in.writing = in.writing, in.chunk
	in.chunk.reset()
	out, c, done := in.out, in.writing, make(chan error, 1)
	in.done = done
	go func() { done <- out.write(ctx, c) }()
	return nil
}

// wait returns when nothing is being written.
func (in *ingestion) wait() error {
	if in.done == nil {
		return nil
	}
	err := <-in.done
	in.done = nil
	return err
}
