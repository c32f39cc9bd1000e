import { useEffect, useState } from 'react'
import { placeOrder, readCart, removeItem } from '../api'

const cart = 1

export function Basket() {
  const [items, setItems] = useState<Record<string, number>>({})
  const reload = () => readCart(cart).then((c) => setItems(c.items))
  useEffect(() => {
    reload()
  }, [])
  return (
    <section>
      {Object.entries(items).map(([id, n]) => (
        <p key={id}>
          {n} × product {id} <button onClick={() => removeItem(cart, Number(id)).then(reload)}>remove</button>
        </p>
      ))}
      <button onClick={() => placeOrder(cart)}>Order</button>
    </section>
  )
}
