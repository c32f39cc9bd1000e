const base = 'https://api.acme.example'

export interface Product {
  id: number
  name: string
  price: number
}

async function call<T>(method: string, path: string): Promise<T> {
  const answer = await fetch(base + path, { method })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
  return answer.json()
}

export const listProducts = () => call<Product[]>('GET', '/api/v1/products')
export const searchProducts = (q: string) => call<Product[]>('GET', `/api/v1/products/search?q=${encodeURIComponent(q)}`)
export const addItem = (cart: number, product: number) => call('POST', `/api/v1/cart/${cart}/items?product_id=${product}`)
export const removeItem = (cart: number, item: number) => call('DELETE', `/api/v1/cart/${cart}/items/${item}`)
export const readCart = (cart: number) => call<{ items: Record<string, number> }>('GET', `/api/v1/cart/${cart}`)
export const placeOrder = (cart: number) => call('POST', `/api/v1/orders?cart_id=${cart}`)
