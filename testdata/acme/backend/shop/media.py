"""Pictures, in folders of any depth."""

from fastapi import APIRouter

router = APIRouter()


@router.get("/media/{path:path}")
def read_picture(path: str):
    return {"picture": path}
