"""Orders and what follows them."""

from fastapi import APIRouter

from shop import store

router = APIRouter(prefix="/api/v1/orders", tags=["orders"])


@router.get("")
def list_orders():
    return list(store.orders.values())


@router.post("", status_code=201)
def place_order(cart_id: int):
    order = {"id": 1000 + len(store.orders), "items": store.find(store.carts, cart_id)["items"]}
    store.orders[order["id"]] = order
    return order


@router.get("/{order_id}")
def read_order(order_id: int):
    return store.find(store.orders, order_id)


@router.get("/{order_id}/receipt")
def print_receipt(order_id: int):
    return {"order": store.find(store.orders, order_id), "printed": True}


@router.post("/{order_id}/refund")
def refund_order(order_id: int):
    order = store.find(store.orders, order_id)
    order["refunded"] = True
    return order
