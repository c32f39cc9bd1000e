"""What the first mobile app called."""

from fastapi import APIRouter, HTTPException

router = APIRouter(tags=["legacy"])


@router.get("/api/v0/products")
def old_products():
    raise HTTPException(status_code=410, detail="update the app")


# Registered a second time; account.read_me comes first and serves.
@router.get("/api/v1/account/me")
def old_me():
    return {"name": "customer"}
