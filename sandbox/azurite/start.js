// Azurite, ending with whoever started it: its stdin closes when that process is gone, however it
// went. The SIGTERM handlers run on every system this way, so what is on disk is written out.
process.stdin.on("end", () => process.emit("SIGTERM", "SIGTERM"));
process.stdin.resume();
require("azurite/dist/src/azurite.js");
