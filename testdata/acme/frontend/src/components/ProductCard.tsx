import { type Product, addItem } from '../api'
import { trackComponentUsage } from '../track'

export function ProductCard({ product }: { product: Product }) {
  trackComponentUsage('ProductCard')
  return (
    <article>
      <h2>{product.name}</h2>
      <button onClick={() => addItem(1, product.id)}>{product.price} €</button>
    </article>
  )
}
