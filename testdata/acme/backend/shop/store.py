"""What the shop knows, kept in memory: the sample needs no database."""

from fastapi import HTTPException

products = {n: {"id": n, "name": f"Product {n}", "price": 5 + n} for n in range(1, 41)}
carts = {}
orders = {}


def find(table, key):
    """Return an entry, or answer 404."""
    if key not in table:
        raise HTTPException(status_code=404, detail="not found")
    return table[key]
