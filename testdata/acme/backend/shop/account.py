"""The customer's account."""

from fastapi import APIRouter, Header, HTTPException
from pydantic import BaseModel

router = APIRouter(prefix="/api/v1/account", tags=["account"])


class Login(BaseModel):
    name: str
    password: str


@router.post("/login")
def log_in(login: Login):
    if not login.password:
        raise HTTPException(status_code=401, detail="wrong name or password")
    return {"token": f"token of {login.name}"}


@router.get("/me")
def read_me(authorization: str = Header(default="")):
    if not authorization:
        raise HTTPException(status_code=401, detail="log in first")
    return {"name": authorization}


@router.post("/password-reset", status_code=202)
def reset_password(name: str):
    return {"sent": bool(name)}
