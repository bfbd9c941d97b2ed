// The stock @tus/server in front of several centres. Usage: node front.mjs BUCKET HOOK_KEY URL URL ...
// The store is S3-compatible storage as AWS_ENDPOINT_URL and the other AWS_* say. Below /files/ the
// tus server answers and calls the centres' hooks; everything else is passed on to a centre. When
// one does not answer, the next is asked. Listens on a free port of 127.0.0.1 and prints
// {"url": "..."} once it does.
import http from "node:http";
import { setTimeout } from "node:timers/promises";
import { S3Store } from "@tus/s3-store";
import { Server } from "@tus/server";

const [bucket, hookKey, ...centres] = process.argv.slice(2);
// A centre that is started again is back within seconds; desks wait longer than this for an answer.
const TRIES = 40;
const PAUSE_MS = 250;
// Of one connection to another, as a proxy must not pass them on (RFC 9110, 7.6.1).
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "host", "content-length"];
let turn = 0;

/** Ask one centre after the other; what is left to say when none answers is 502. */
async function askCentres(path, options) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries >= centres.length) await setTimeout(PAUSE_MS);
    const centre = centres[turn++ % centres.length];
    try {
      return await fetch(centre + path, { redirect: "manual", ...options });
    } catch {
      // Not there at this moment.
    }
  }
  return new Response("no centre answers", { status: 502 });
}

/** Call a hook in the format of tusd; throws what the desk is to be answered in the place of ours. */
async function hook(type, request, upload) {
  const header = {};
  request.headers.forEach((value, name) => (header[name] = [value]));
  const event = {
    Upload: { ID: upload.id, Size: upload.size, Offset: upload.offset, MetaData: upload.metadata },
    HTTPRequest: { Method: request.method, URI: new URL(request.url).pathname, Header: header },
  };
  const answer = await askCentres("/hooks", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Hook-Key": hookKey },
    body: JSON.stringify({ Type: type, Event: event }),
  });
  if (!answer.ok) throw { status_code: 503, body: `${type} failed with ${answer.status}\n` };
  const { HTTPResponse: told } = await answer.json();
  if (told) throw { status_code: told.StatusCode, body: told.Body };
}

const tus = new Server({
  path: "/files",
  datastore: new S3Store({
    s3ClientConfig: {
      bucket,
      endpoint: process.env.AWS_ENDPOINT_URL,
      region: process.env.AWS_REGION,
      forcePathStyle: true,
    },
  }),
  async onUploadCreate(request, upload) {
    await hook("pre-create", request, upload);
    return {};
  },
  async onUploadFinish(request, upload) {
    await hook("pre-finish", request, upload);
    return {};
  },
});

async function passOn(request, response) {
  const body = [];
  for await (const chunk of request) body.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.includes(name)),
  );
  const answer = await askCentres(request.url, {
    method: request.method,
    headers,
    body: body.length ? Buffer.concat(body) : undefined,
  });
  const content = Buffer.from(await answer.arrayBuffer());
  for (const [name, value] of answer.headers) {
    if (![...HOP_BY_HOP, "content-encoding"].includes(name)) response.setHeader(name, value);
  }
  response.writeHead(answer.status, { "Content-Length": content.length });
  response.end(content);
}

const server = http.createServer((request, response) => {
  const work = request.url.startsWith("/files") ? tus.handle(request, response) : passOn(request, response);
  Promise.resolve(work).catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
process.on("SIGTERM", () => process.exit(0));
