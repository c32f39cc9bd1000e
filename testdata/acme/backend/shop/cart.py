"""Carts, from the first item to the checkout."""

from fastapi import APIRouter

from shop import store

router = APIRouter(prefix="/api/v1/cart", tags=["cart"])


@router.post("", status_code=201)
def create_cart():
    cart = {"id": len(store.carts) + 1, "items": {}}
    store.carts[cart["id"]] = cart
    return cart


@router.get("/{cart_id}")
def read_cart(cart_id: int):
    return store.find(store.carts, cart_id)


@router.post("/{cart_id}/items", status_code=201)
def add_item(cart_id: int, product_id: int):
    items = store.find(store.carts, cart_id)["items"]
    items[product_id] = items.get(product_id, 0) + 1
    return items


@router.delete("/{cart_id}/items/{item_id}")
def remove_item(cart_id: int, item_id: int):
    return store.find(store.carts, cart_id)["items"].pop(item_id, None)


@router.post("/{cart_id}/coupon")
def apply_coupon(cart_id: int, code: str):
    cart = store.find(store.carts, cart_id)
    cart["coupon"] = code
    return cart
