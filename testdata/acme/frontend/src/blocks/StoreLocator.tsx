import { trackComponentUsage } from '../track'

export default function StoreLocator() {
  trackComponentUsage('StoreLocator')
  return <iframe src="https://maps.acme.example" title="Our stores" />
}
