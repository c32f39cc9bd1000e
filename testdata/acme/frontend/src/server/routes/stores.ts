import type { Routes } from '../router.ts'

function stores() {
  return '<h1>Our stores</h1>'
}

export const routes: Routes = { 'GET /stores': stores }
