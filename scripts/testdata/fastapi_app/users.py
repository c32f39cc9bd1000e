from fastapi import APIRouter

router = APIRouter(prefix="/users")


@router.get("")
def list_users():
    return []


@router.get("/{user_id}")
def read_user(user_id: int):
    return user_id


@router.put("/{user_id}/files/{name:path}")
def store_file(user_id: int, name: str):
    return name
