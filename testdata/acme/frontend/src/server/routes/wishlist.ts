import type { Routes } from '../router.ts'

function wishlist() {
  return '<h1>Your wishes</h1>'
}

function addWish() {
  return '<p>Added</p>'
}

export const routes: Routes = { 'GET /wishlist': wishlist, 'POST /wishlist': addWish }
