import { trackComponentUsage } from '../track'

export function SizeGuide({ sizes }: { sizes: number[] }) {
  trackComponentUsage('SizeGuide')
  return (
    <ul>
      {sizes.map((ml) => (
        <li key={ml}>{ml} ml</li>
      ))}
    </ul>
  )
}
