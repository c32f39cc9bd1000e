package analyze

import (
	"context"
	"fmt"
)

// ExportTo writes every view as a table of a new DuckDB file. The file must not exist; after an error it may be there in part.
func (v *Views) ExportTo(ctx context.Context, name string) error {
	statements := []string{"attach " + quote(name) + " as exported"}
	for _, view := range viewNames {
		statements = append(statements, "create table exported."+view+" as from "+view)
	}
	for _, s := range append(statements, "checkpoint exported", "detach exported") {
		if err := v.session.exec(ctx, s); err != nil {
			return fmt.Errorf("export views: %w", err)
		}
	}
	return nil
}
