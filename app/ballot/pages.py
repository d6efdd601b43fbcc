"""Voting: on a resident's phone, on the tablet that is passed around, and beside it what the moderator counts."""

from fastapi import APIRouter

from app.ballot.phones import router as phones_router
from app.ballot.table import router as table_router

router = APIRouter()
router.include_router(phones_router)
router.include_router(table_router)
