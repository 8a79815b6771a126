// Stripe as a merchant meets it: sessions, payment intents, refunds; what it tells is signed by HMAC.
import crypto from 'node:crypto';

export class Stripe {
  constructor(world, told) {
    Object.assign(this, told, { world, sessions: [], refunds: [] });
  }

  answer(method, url, headers, body) {
    const refuse = (status, code) => [status, { error: { type: 'invalid_request_error', code, message: code } }];
    if (headers.authorization !== `Bearer ${this.apiKey}`) return refuse(401, 'unauthorized');
    const path = url.pathname.replace('/stripe/v1/', '');
    const told = Object.fromEntries(new URLSearchParams(method === 'GET' ? url.search : body));
    if (path === 'checkout/sessions' && method === 'POST') return [200, this.open(told)];
    if (path === 'checkout/sessions') return [200, this.list(told)];
    let found = path.match(/^checkout\/sessions\/([^/]+)\/expire$/);
    if (found) return [200, this.expire(found[1])];
    found = path.match(/^payment_intents\/([^/]+)$/);
    if (found) return [200, { id: found[1], object: 'payment_intent', latest_charge: { object: 'charge', created: this.paid(found[1])?.paidAt } }];
    if (path === 'refunds' && method === 'POST') return this.refund(told, headers['idempotency-key'], refuse);
    if (path === 'refunds') return [200, { object: 'list', data: this.refunds.filter((one) => !told.payment_intent || one.payment_intent === told.payment_intent), has_more: false }];
    return refuse(404, 'resource_missing');
  }

  open(told) {
    const session = {
      id: `cs_${this.sessions.length}`, object: 'checkout.session', client_reference_id: told.client_reference_id, status: 'open', payment_status: 'unpaid',
      amount_total: Number(told['line_items[0][price_data][unit_amount]']), currency: told['line_items[0][price_data][currency]'],
      url: `https://checkout.stripe.test/${told.client_reference_id}`, created: this.world.now, payment_intent: null,
    };
    this.sessions.unshift(session);
    return session;
  }

  list(told) {
    const from = Number(told['created[gte]'] ?? 0);
    const until = Number(told['created[lt]'] ?? Infinity);
    const data = this.sessions.filter((one) => one.created >= from && one.created < until);
    const start = told.starting_after ? data.findIndex((one) => one.id === told.starting_after) + 1 : 0;
    return { object: 'list', data: data.slice(start, start + 2), has_more: data.length > start + 2 };
  }

  expire(id) {
    const session = this.sessions.find((one) => one.id === id);
    if (this.world.fault('pay_while_closing')) this.pay(session.client_reference_id, this.world.now);
    if (session.status === 'open') session.status = 'expired';
    return session;
  }

  paid(intent) {
    return this.sessions.find((one) => one.payment_intent === intent);
  }

  pay(no, at) {
    const session = this.sessions.find((one) => one.client_reference_id === no && one.status === 'open');
    return session && Object.assign(session, { status: 'complete', payment_status: 'paid', payment_intent: `pi_${no}`, paidAt: at });
  }

  refund(told, key, refuse) {
    const known = this.refunds.find((one) => one.key === key);
    if (known) return [200, known];
    const session = this.paid(told.payment_intent);
    if (!session) return refuse(404, 'resource_missing');
    if (Number(told.amount) > session.amount_total) return refuse(400, 'amount_too_large');
    const metadata = { out_refund_no: told['metadata[out_refund_no]'], out_trade_no: told['metadata[out_trade_no]'] };
    const made = { id: `re_${this.refunds.length}`, object: 'refund', key, status: 'succeeded', amount: Number(told.amount), currency: session.currency, payment_intent: told.payment_intent, metadata };
    this.refunds.push(made);
    return [200, made];
  }

  notification({ told, secret = this.webhookSecret, age = 0 }) {
    const body = JSON.stringify(told);
    const at = this.world.now - age;
    const signature = crypto.createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return { body, headers: { 'Stripe-Signature': `t=${at},v1=${signature},v0=00` } };
  }
}
