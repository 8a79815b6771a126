// WeChat Pay as a merchant meets it: refuses what isn't signed by the merchant, signs every answer, keeps its orders.
import crypto from 'node:crypto';
import zlib from 'node:zlib';
import { fits, wechatEnvelope, wechatHeaders } from './signing.mjs';

const shanghai = (at) => new Date((at + 8 * 3600) * 1000).toISOString().slice(0, 19);
const instant = (at) => `${shanghai(at)}+08:00`;

export class Wechat {
  constructor(world, told) {
    Object.assign(this, told, { world, orders: new Map(), refunds: new Map(), codes: new Map(), asked: [] });
  }

  // The answer to one request: [status, object or text or nothing].
  answer(method, url, headers, body) {
    if (url.pathname.endsWith('/bill-file')) return [200, this.file, 'text/plain'];
    if (url.pathname.endsWith('/connect/oauth2/authorize')) return this.logIn(url);
    if (url.pathname.endsWith('/sns/oauth2/access_token')) return this.exchange(url);
    if (!this.isTheMerchant(method, url, headers.authorization, body)) return [401, { code: 'SIGN_ERROR', message: '签名错误' }];
    const path = url.pathname.replace(/^\/wechat/, '');
    const wanted = body ? JSON.parse(body) : {};
    let found;
    if ((found = path.match(/^\/v3\/pay\/transactions\/(native|h5|jsapi)$/))) return this.open(found[1], wanted);
    if ((found = path.match(/^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/))) return this.close(found[1]);
    if ((found = path.match(/^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/))) return this.query(found[1]);
    if (path === '/v3/refund/domestic/refunds') return this.refund(wanted);
    if ((found = path.match(/^\/v3\/refund\/domestic\/refunds\/([^/]+)$/))) return this.refundState(found[1]);
    if (path === '/v3/bill/tradebill') return this.bill(url);
    return [404, { code: 'NOT_FOUND', message: path }];
  }

  isTheMerchant(method, url, authorization, body) {
    const told = Object.fromEntries([...(authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const text = `${method}\n${url.pathname}${url.search}\n${told.timestamp}\n${told.nonce_str}\n${body}\n`;
    return told.mchid === this.mchid && told.serial_no === this.merchantSerial && fits(this.merchantKey, text, told.signature ?? '');
  }

  signed(body) {
    const { serial, privateKey } = this.keys[0];
    return wechatHeaders(privateKey, serial, body, this.world.now);
  }

  open(kind, wanted) {
    if (!wanted.scene_info?.payer_client_ip && kind === 'h5') return [400, { code: 'PARAM_ERROR' }];
    const known = this.orders.get(wanted.out_trade_no);
    if (known?.state === 'SUCCESS') return [400, { code: 'ORDERPAID' }];
    if (known?.state === 'CLOSED') return [400, { code: 'ORDER_CLOSED' }];
    const openid = wanted.payer?.openid;
    if (kind === 'jsapi' && openid !== this.openid) return [400, { code: 'PARAM_ERROR', message: 'openid' }];
    if (known && (known.kind !== kind || known.openid !== openid)) return [403, { code: 'OUT_TRADE_NO_USED', message: '商户订单号重复' }];
    const order = { no: wanted.out_trade_no, total: wanted.amount.total, currency: wanted.amount.currency, state: 'NOTPAY', kind, openid };
    this.orders.set(order.no, known ?? { ...order, expires: wanted.time_expire, description: wanted.description });
    if (kind === 'native') return [200, { code_url: `weixin://wxpay/bizpayurl?pr=${order.no}` }];
    if (kind === 'jsapi') return [200, { prepay_id: `wx2020${order.no}` }];
    return [200, { h5_url: `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx${order.no}` }];
  }

  // The browser inside WeChat is known to it; it leads back with a code that is good once.
  logIn(url) {
    const told = url.searchParams;
    if (told.get('appid') !== this.appid || told.get('scope') !== 'snsapi_base' || !/^[a-zA-Z0-9]{1,128}$/.test(told.get('state'))) return [400, 'invalid', 'text/plain'];
    const code = crypto.randomBytes(16).toString('hex');
    this.codes.set(code, this.openid);
    const back = new URL(told.get('redirect_uri'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', told.get('state'));
    return [302, back.toString(), 'location'];
  }

  exchange(url) {
    const told = Object.fromEntries(url.searchParams);
    this.asked.push(told.code);
    if (this.world.fault('login_busy')) return [200, JSON.stringify({ errcode: -1, errmsg: 'system error' }), 'text/plain'];
    if (told.appid !== this.appid || told.secret !== this.appSecret) return [200, JSON.stringify({ errcode: 40125, errmsg: 'invalid appsecret' }), 'text/plain'];
    const openid = this.codes.get(told.code);
    if (!openid) return [200, JSON.stringify({ errcode: 40029, errmsg: 'invalid code' }), 'text/plain'];
    this.codes.delete(told.code);
    return [200, JSON.stringify({ access_token: 'A', expires_in: 7200, refresh_token: 'R', openid, scope: 'snsapi_base' }), 'text/plain'];
  }

  // What the app does with what a page hands it: it opens only what the merchant signed for this very order and person.
  handed({ appId, timeStamp, nonceStr, package: prepared, signType, paySign }) {
    const text = `${appId}\n${timeStamp}\n${nonceStr}\n${prepared}\n`;
    const order = [...this.orders.values()].find((one) => prepared === `prepay_id=wx2020${one.no}`);
    const good = appId === this.appid && signType === 'RSA' && typeof timeStamp === 'string' && fits(this.merchantKey, text, paySign ?? '');
    if (!good || order?.openid !== this.openid) return { err_msg: 'get_brand_wcpay_request:fail' };
    this.pay(order.no, this.world.now);
    return { err_msg: 'get_brand_wcpay_request:ok' };
  }

  pay(no, at) {
    const order = this.orders.get(no);
    if (order.state !== 'NOTPAY') return order;
    return Object.assign(order, { state: 'SUCCESS', paidAt: at, transaction: `4200${no}` });
  }

  transaction(order) {
    const told = { mchid: this.mchid, appid: this.appid, out_trade_no: order.no, trade_state: order.state, trade_state_desc: '…' };
    if (!order.paidAt) return told;
    const amount = { total: order.total, payer_total: order.total - 1, currency: order.currency, payer_currency: 'CNY' };
    return { ...told, transaction_id: order.transaction, success_time: instant(order.paidAt), amount, payer: { openid: 'o' } };
  }

  query(no) {
    const order = this.orders.get(no);
    return order ? [200, this.transaction(order)] : [404, { code: 'ORDER_NOT_EXIST', message: '订单不存在' }];
  }

  close(no) {
    const order = this.orders.get(no);
    if (!order) return [404, { code: 'ORDER_NOT_EXIST' }];
    if (this.world.fault('pay_while_closing')) this.pay(no, this.world.now);
    if (order.state === 'SUCCESS') return [400, { code: 'ORDERPAID', message: '订单已支付' }];
    order.state = 'CLOSED';
    return [204, ''];
  }

  refund(wanted) {
    const order = [...this.orders.values()].find((one) => one.transaction === wanted.transaction_id);
    if (!order) return [404, { code: 'RESOURCE_NOT_EXISTS' }];
    if (this.world.fault('not_enough')) return [403, { code: 'NOT_ENOUGH', message: '余额不足' }];
    if (wanted.amount.refund > order.total) return [400, { code: 'INVALID_REQUEST' }];
    const known = this.refunds.get(wanted.out_refund_no);
    if (!known) this.refunds.set(wanted.out_refund_no, { no: wanted.out_refund_no, order, refund: wanted.amount.refund, status: 'PROCESSING' });
    return this.refundState(wanted.out_refund_no);
  }

  known(no) {
    return this.orders.get(no);
  }

  stray(no, total) {
    this.orders.set(no, { no, total, currency: 'CNY', state: 'NOTPAY', kind: 'native' });
    return this.pay(no, this.world.now);
  }

  forget(no) {
    this.orders.delete(no) || this.refunds.delete(no);
  }

  // Given back by hand at the merchant's own desk.
  back(no, refund, total) {
    this.refunds.set(refund, { no: refund, order: this.orders.get(no), refund: total, status: 'SUCCESS' });
  }

  finishRefund(no, status) {
    Object.assign(this.refunds.get(no), { status });
  }

  refundState(no) {
    const found = this.refunds.get(no);
    if (!found) return [404, { code: 'RESOURCE_NOT_EXISTS' }];
    const amount = { total: found.order.total, refund: found.refund, currency: 'CNY' };
    return [200, { out_refund_no: no, refund_id: `5030${no}`, transaction_id: found.order.transaction, out_trade_no: found.order.no, status: found.status, amount }];
  }

  bill(url) {
    const day = url.searchParams.get('bill_date');
    const paid = [...this.orders.values()].filter((order) => order.paidAt && shanghai(order.paidAt).startsWith(day));
    if (!paid.length) return [400, { code: 'NO_STATEMENT_EXIST' }];
    const yuan = (fen) => (fen / 100).toFixed(2);
    const heading = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
    const rows = paid.map((one) =>
      [shanghai(one.paidAt).replace('T', ' '), this.appid, this.mchid, '0', '', one.transaction, one.no, 'openid', 'NATIVE', 'SUCCESS', 'OTHERS', 'CNY',
        yuan(one.total - 1), '0.01', '0', '0', '0.00', '0.00', '', '', '考试费,第一批', '', '0.06000', '0.60%', yuan(one.total), '0.00', ''].map((cell) => `\`${cell}`).join(','));
    const backs = [...this.refunds.values()].map((one) =>
      [shanghai(this.world.now).replace('T', ' '), this.appid, this.mchid, '0', '', one.order.transaction, one.order.no, 'openid', 'NATIVE', 'REFUND', 'OTHERS', 'CNY',
        '0.00', '0.00', `5030${one.no}`, one.no, yuan(one.refund), '0.00', 'ORIGINAL', one.status, '考试费', '', '-0.06000', '0.60%', '0.00', yuan(one.refund), ''].map((cell) => `\`${cell}`).join(','));
    rows.push(...backs);
    const sum = paid.reduce((total, one) => total + one.total, 0);
    const summary = [rows.length, yuan(sum - paid.length), '0.00', '0.00', '0.06000', yuan(sum), '0.00'].map((cell) => `\`${cell}`).join(',');
    const text = ['\ufeff' + heading, ...rows, '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额', summary, ''].join('\r\n');
    this.file = this.world.fault('bill_damaged') ? text.replace('考试费', '考试贾') : text;
    const hash = crypto.createHash('sha1').update(text).digest('hex');
    if (url.searchParams.get('tar_type') === 'GZIP') this.file = zlib.gzipSync(this.file);
    return [200, { hash_type: 'SHA1', hash_value: hash, download_url: `${url.origin}/wechat/bill-file?token=x` }];
  }

  // A signed notification: of an order's success, or of anything else told.
  notification({ type = 'TRANSACTION.SUCCESS', no, told, changes = {}, key = 0, age = 0, plain, raw, envelope = {}, headers = {} }) {
    const base = told ?? (no ? this.transaction(this.orders.get(no)) : {});
    const body = raw ?? wechatEnvelope(envelope.apiv3Key ?? this.apiv3Key, type, plain ?? JSON.stringify({ ...base, ...changes }), envelope);
    const { serial, privateKey } = this.keys[key];
    return { body, headers: wechatHeaders(privateKey, serial, body, this.world.now - age, headers) };
  }
}
