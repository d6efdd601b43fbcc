"""What an organiser has to know about the machine itself: room on its disk, the last backup. Never in a cached page."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.live.disk import free_mb
from app.live.door import answer_json
from app.live.keeper import Keeper
from app.live.seat import ORGANISER
from app.live.seated import fitting, has_role

router = APIRouter()


@router.get("/desk/care")
def care(request: Request) -> Response:
    """Asked for by the desk every few seconds."""
    fitting(request, has_role(ORGANISER))
    house = request.app.state.house
    free = free_mb(house.settings.data)
    low = free < house.settings.disk_warn_mb
    disk = {"free_mb": free, "low": low, "reserve_mb": house.settings.disk_reserve_mb, "writable": house.disk.writable}
    return answer_json(200, {"disk": disk, "backup": backup_of(house.keeper)})


def backup_of(keeper: Keeper) -> dict[str, Any] | None:
    """None when no second place was configured."""
    if keeper.folder is None:
        return None
    last = round(keeper.seen_at * 1000) if keeper.seen_at else None
    return {"folder": str(keeper.folder), "at": last, "problem": keeper.problem, "same_disk": keeper.same_disk}
