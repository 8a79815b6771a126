// Both gateways on one free port of this machine. Who they are comes as JSON on standard input; `POST /control` plays payer and fate.
import http from 'node:http';
import { Alipay } from './alipay.mjs';
import { Stripe } from './stripe.mjs';
import { Wechat } from './wechat.mjs';

const chunks = [];
for await (const chunk of process.stdin) {
  chunks.push(chunk);
  if (chunk.includes('\n')) break;
}
const told = JSON.parse(Buffer.concat(chunks));
const world = {
  now: 0,
  faults: [],
  fault(name) {
    const at = this.faults.indexOf(name);
    if (at >= 0) this.faults.splice(at, 1);
    return at >= 0;
  },
};
let wechat;
let alipay;
let stripe;
const renew = () => {
  wechat = new Wechat(world, told.wechat);
  alipay = new Alipay(world, told.alipay);
  stripe = new Stripe(world, told.stripe);
  world.faults.length = 0;
};
renew();

const control = {
  renew,
  clock: ({ now }) => void (world.now = now),
  fault: ({ name, times = 1 }) => void world.faults.push(...Array(times).fill(name)),
  pay: ({ provider, no, at = world.now }) => of(provider).pay(no, at),
  // What a merchant's books don't know, or know otherwise: orders of others, amounts, charges and refunds that aren't there any more.
  stray: ({ provider, no, total }) => of(provider).stray(no, total),
  change: ({ provider, no, total }) => void (of(provider).known(no).total = total),
  forget: ({ provider, no }) => void of(provider).forget(no),
  back: ({ provider, no, refund, total }) => of(provider).back(no, refund, total),
  scan: (how) => alipay.scan(how),
  handed: ({ parameters }) => wechat.handed(parameters),
  codes: () => ({ alipay: [...alipay.codes.keys()].map((no) => `bax${no}`) }),
  mend: () => void (world.faults.length = 0),
  finish: ({ no, status }) => wechat.finishRefund(no, status),
  notification: ({ provider, ...how }) => of(provider).notification(how),
};
const of = (provider) => ({ wechat, alipay, stripe })[provider];

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString();
  const url = new URL(request.url, `http://${request.headers.host}`);
  const send = (status, content, type = 'application/json') => {
    response.writeHead(status, content ? { 'Content-Type': type } : {});
    response.end(content);
  };
  if (url.pathname === '/control') {
    const { do: what, ...how } = JSON.parse(body);
    return send(200, JSON.stringify(control[what](how) ?? {}));
  }
  if (world.fault('silence')) return request.socket.destroy();
  const gateway = of(url.pathname.split('/')[1]);
  const [status, content, type] = gateway.answer(request.method, url, request.headers, body);
  if (world.fault('timeout_after')) return request.socket.destroy();
  if (world.fault('trouble')) return send(500, JSON.stringify({ code: 'SYSTEM_ERROR' }));
  if (type === 'location') {
    response.writeHead(status, { Location: content });
    return response.end();
  }
  const text = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  if (gateway === wechat && type === undefined) {
    const headers = wechat.signed(text);
    if (world.fault('bad_signature')) headers['Wechatpay-Signature'] = headers['Wechatpay-Signature'].replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  }
  return send(status, text, type);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on('end', () => process.exit(0));
