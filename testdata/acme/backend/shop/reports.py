"""Reports that the warehouse used to print every morning."""

import datetime

from fastapi import APIRouter

from shop import store

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])


@router.get("/sales")
def sales_report():
    return {"orders": len(store.orders)}


@router.get("/stock/{day}")
def stock_report(day: datetime.date):
    return {"day": day, "products": len(store.products)}
