import { trackComponentUsage } from '../track'

export default function PromoBanner() {
  trackComponentUsage('PromoBanner')
  return <aside>Free delivery this week</aside>
}
