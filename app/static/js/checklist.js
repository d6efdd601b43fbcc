// @ts-check
// The checklist looks again every few seconds: most of what it tells is never pushed.

import { heal } from "./link.js";

const AGAIN = 4000; // ms

const look = () => { if (!document.hidden) heal(); };
setInterval(look, AGAIN);
document.addEventListener("visibilitychange", look);
