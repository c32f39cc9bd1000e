package analyze

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"
)

// load is how often clients loaded a built chunk in the window.
type load struct {
	count int64
	last  time.Time
}

// loads counts the client requests for the chunks that flagged files went into. A chunk is told by the end of the path,
// because the base that the build is served under is not known.
func (s *Session) loads(ctx context.Context) (map[string]load, error) {
	facts := s.options.Static
	if facts.Assets == nil {
		return nil, nil
	}
	wanted := map[string]bool{}
	var chunks []string
	for _, path := range facts.Report.Files {
		for _, c := range facts.Assets.ChunksOf(path) {
			if !wanted[c.File] {
				wanted[c.File] = true
				chunks = append(chunks, c.File)
			}
		}
	}
	if len(chunks) == 0 {
		return nil, nil
	}
	err := s.fill(ctx, "chunks", "chunk varchar", rowsOf(chunks, func(c string) []driver.Value { return []driver.Value{c} }))
	if err != nil {
		return nil, err
	}
	found := map[string]load{}
	err = s.each(ctx, "chunk_loads", func(rows *sql.Rows) error {
		var chunk string
		var l load
		err := rows.Scan(&chunk, &l.count, &l.last)
		l.last = l.last.UTC()
		found[chunk] = l
		return err
	})
	return found, err
}
