"""The API of the Acme shop. In production: uvicorn main:app --proxy-headers."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from shop import account, cart, internal, legacy, live, media, orders, products, reports, webhooks

app = FastAPI(title="Acme shop", openapi_url=None)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://shop.acme.example"],
    allow_methods=["*"],
    allow_headers=["*"],
)

for part in (products, cart, orders, account, webhooks, reports, internal, live, media, legacy):
    app.include_router(part.router)


@app.get("/healthz")
def health():
    return {"status": "ok"}
