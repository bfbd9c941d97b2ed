// A tus server written by others, for the delivery tests. Usage: node server.mjs FOLDER
// Listens on a free port of 127.0.0.1 and prints {"url": "..."} once it does.
import http from "node:http";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const tus = new Server({
  path: "/files",
  datastore: new FileStore({ directory: process.argv[2] }),
});
const server = http.createServer(tus.handle.bind(tus));
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
process.on("SIGTERM", () => process.exit(0));
