import { trackComponentUsage } from '../track'

export default function NewsletterPopup() {
  trackComponentUsage('NewsletterPopup')
  return <form action="/newsletter" method="post" />
}
