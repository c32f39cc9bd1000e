import { Blocks } from './cms/Blocks'
import { Basket } from './pages/Basket'
import { Shop } from './pages/Shop'

export function App() {
  const page = window.location.pathname === '/checkout' ? <Basket /> : <Shop />
  return (
    <main>
      <Blocks page={window.location.pathname} />
      {page}
    </main>
  )
}
