import { type ComponentType, Suspense, lazy, useEffect, useState } from 'react'
import { blocksOf } from './campaigns'

// Editors decide which blocks a page shows. No import names them, so Knip takes every block for unused.
const load = (name: string) => lazy<ComponentType>(() => import(`../blocks/${name}.tsx`))

export function Blocks({ page }: { page: string }) {
  const [blocks, setBlocks] = useState<ComponentType[]>([])
  useEffect(() => {
    blocksOf(page).then((names) => setBlocks(names.map(load)))
  }, [page])
  return (
    <Suspense>
      {blocks.map((Block, i) => (
        <Block key={i} />
      ))}
    </Suspense>
  )
}
