import type { Routes } from '../router.ts'

function giftCards() {
  return '<h1>Gift cards</h1>'
}

function redeem() {
  return '<p>Redeemed</p>'
}

export const routes: Routes = { 'GET /gift-cards': giftCards, 'POST /gift-cards/redeem': redeem }
