import type { Params, Routes } from '../../server/router.ts'

function orders() {
  return '<h1>Orders</h1>'
}

function order({ id }: Params) {
  return `<h1>Order ${id}</h1>`
}

function cancel({ id }: Params) {
  return `<p>Order ${id} is cancelled</p>`
}

export const routes: Routes = { 'GET /orders': orders, 'GET /orders/{id}': order, 'POST /orders/{id}/cancel': cancel }
