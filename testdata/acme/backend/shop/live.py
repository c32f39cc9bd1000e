"""WebSockets."""

from fastapi import APIRouter, WebSocket

from shop import store

router = APIRouter()


@router.websocket("/ws/orders/{order_id}")
async def follow_order(socket: WebSocket, order_id: int):
    await socket.accept()
    await socket.send_json(store.orders.get(order_id, {}))
    await socket.close()


@router.websocket("/ws/support")
async def support_chat(socket: WebSocket):
    await socket.accept()
    await socket.send_text("Nobody is here any more.")
    await socket.close()
