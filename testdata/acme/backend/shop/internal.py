"""For the other services of the shop, over the private network: Render's request log never shows these calls."""

from fastapi import APIRouter

from shop import store

router = APIRouter(prefix="/internal", include_in_schema=False)


@router.get("/prices")
def list_prices():
    return {n: p["price"] for n, p in store.products.items()}


@router.post("/reindex")
def rebuild_index():
    return {"products": len(store.products)}
