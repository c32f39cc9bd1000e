import { useEffect, useState } from 'react'
import { type Product, listProducts, searchProducts } from '../api'
import { ProductCard } from '../components/ProductCard'

export function Shop() {
  const [words, setWords] = useState('')
  const [products, setProducts] = useState<Product[]>([])
  useEffect(() => {
    const answer = words ? searchProducts(words) : listProducts()
    answer.then(setProducts)
  }, [words])
  return (
    <section>
      <input value={words} onChange={(e) => setWords(e.target.value)} placeholder="Search" />
      {products.map((p) => (
        <ProductCard key={p.id} product={p} />
      ))}
    </section>
  )
}
