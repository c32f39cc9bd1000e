import { useState } from 'react'

export function LegacyCarousel({ pictures }: { pictures: string[] }) {
  const [shown, show] = useState(0)
  return <img src={pictures[shown]} onClick={() => show((shown + 1) % pictures.length)} />
}
