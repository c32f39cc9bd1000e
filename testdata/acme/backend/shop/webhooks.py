"""Calls from other companies. They come when those companies please, some only once a quarter."""

from fastapi import APIRouter, Request

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])


@router.post("/payments")
async def payment_event(request: Request):
    return {"received": len(await request.body())}


@router.post("/shipping")
async def shipping_event(request: Request):
    return {"received": len(await request.body())}
