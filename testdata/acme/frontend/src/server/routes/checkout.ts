import type { Routes } from '../router.ts'

function basket() {
  return '<h1>Your basket</h1>'
}

function order() {
  return '<h1>Thank you</h1>'
}

export const routes: Routes = { 'GET /checkout': basket, 'POST /checkout': order }
