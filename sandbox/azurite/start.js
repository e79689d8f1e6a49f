// Azurite, ending with whoever started it: its stdin closes when that process is gone, however it
// went. The SIGTERM handlers run on every system this way, so what is on disk is written out.
process.stdin.on("end", () => process.emit("SIGTERM", "SIGTERM"));
process.stdin.resume();
// What messages said is thrown away once a day, not every minute: it goes one by one, each found by
// looking through all, and nobody is answered meanwhile. After 20,000 messages that takes minutes.
require("azurite/dist/src/queue/utils/constants.js").DEFAULT_GC_INTERVAL_MS = 24 * 60 * 60 * 1000;
require("azurite/dist/src/azurite.js");
