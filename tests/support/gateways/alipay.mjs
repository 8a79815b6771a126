// Alipay as a merchant meets it: one gateway, every answer signed over its very characters, trades that exist once somebody opens them.
import { alipayForm, alipaySign, alipayText, fits } from './signing.mjs';
import { zip } from './zip.mjs';

const shanghai = (at) => new Date((at + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
const fen = (yuan) => Math.round(Number(yuan) * 100);
const yuan = (amount) => (amount / 100).toFixed(2);
const refused = (code) => ({ code: '40004', msg: 'Business Failed', sub_code: code, sub_msg: '…' });
const good = (values) => ({ code: '10000', msg: 'Success', ...values });

export class Alipay {
  constructor(world, told) {
    Object.assign(this, told, { world, trades: new Map(), codes: new Map(), refunds: new Map(), serial: 0 });
  }

  answer(method, url, headers, body) {
    if (url.pathname.endsWith('/bill-file')) return [200, this.file, 'application/zip'];
    const values = Object.fromEntries(new URLSearchParams(method === 'GET' ? url.search : body));
    const name = `${(values.method ?? '').replaceAll('.', '_')}_response`;
    if (values.app_id !== this.appId || !fits(this.appKey, alipayText(values), values.sign ?? ''))
      return this.said(name, { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature' });
    const wanted = JSON.parse(values.biz_content);
    switch (values.method) {
      case 'alipay.trade.page.pay':
      case 'alipay.trade.wap.pay':
        return this.open(wanted);
      case 'alipay.trade.precreate':
        return this.said(name, this.precreate(wanted));
      case 'alipay.trade.query':
        return this.said(name, this.query(wanted.out_trade_no));
      case 'alipay.trade.close':
        return this.said(name, this.close(wanted.out_trade_no));
      case 'alipay.trade.refund':
        return this.said(name, this.refund(wanted));
      case 'alipay.trade.fastpay.refund.query':
        return this.said(name, this.refundState(wanted));
      case 'alipay.data.dataservice.bill.downloadurl.query':
        return this.said(name, this.bill(url, wanted.bill_date));
      default:
        return this.said(name, refused('isv.invalid-method'));
    }
  }

  said(name, told) {
    const content = JSON.stringify(told);
    const signature = this.world.fault('bad_signature') ? 'AAAA' : alipaySign(this.privateKey, content);
    return [200, `{"${name}":${content},"sign":"${signature}"}`, 'text/html;charset=utf-8'];
  }

  open(wanted, kind = 'page') {
    if (!this.trades.has(wanted.out_trade_no))
      this.trades.set(wanted.out_trade_no, { no: wanted.out_trade_no, trade: `2020112022001${++this.serial}`, total: fen(wanted.total_amount), status: 'WAIT_BUYER_PAY', created: this.world.now, kind });
    return [200, '<html>…</html>', 'text/html'];
  }

  // A code to scan: the trade itself begins only when somebody scans it.
  precreate(wanted) {
    if (this.world.fault('no_contract')) return { code: '40006', msg: 'Insufficient Conditions', sub_code: 'isv.insufficient-isv-permissions', sub_msg: '…' };
    const known = this.trades.get(wanted.out_trade_no);
    if (known?.status === 'TRADE_SUCCESS') return refused('ACQ.TRADE_HAS_SUCCESS');
    if (known?.status === 'TRADE_CLOSED') return refused('ACQ.TRADE_HAS_CLOSE');
    if (known && known.kind !== 'code') return refused('ACQ.CONTEXT_INCONSISTENT');
    this.codes.set(wanted.out_trade_no, wanted);
    return good({ out_trade_no: wanted.out_trade_no, qr_code: `https://qr.alipay.com/bax${wanted.out_trade_no}` });
  }

  scan({ no }) {
    this.open(this.codes.get(no), 'code');
  }

  pay(no, at) {
    const trade = this.trades.get(no);
    return trade.status === 'WAIT_BUYER_PAY' ? Object.assign(trade, { status: 'TRADE_SUCCESS', paidAt: at }) : trade;
  }

  known(no) {
    return this.trades.get(no);
  }

  stray(no, total) {
    this.open({ out_trade_no: no, total_amount: yuan(total) });
    return this.pay(no, this.world.now);
  }

  forget(no) {
    this.trades.delete(no) || this.refunds.delete(no);
  }

  back(no, refund, total) {
    this.refunds.set(refund, { trade: this.trades.get(no).trade, amount: total });
  }

  query(no) {
    const one = this.trades.get(no);
    if (!one) return refused('ACQ.TRADE_NOT_EXIST');
    const paid = one.paidAt ? { send_pay_date: shanghai(one.paidAt), receipt_amount: yuan(one.total) } : {};
    return good({ out_trade_no: no, trade_no: one.trade, trade_status: one.status, total_amount: yuan(one.total), buyer_logon_id: 'a}{"**', ...paid });
  }

  close(no) {
    const one = this.trades.get(no);
    if (!one) return refused('ACQ.TRADE_NOT_EXIST');
    if (this.world.fault('pay_while_closing')) this.pay(no, this.world.now);
    if (one.status !== 'WAIT_BUYER_PAY') return refused('ACQ.TRADE_STATUS_ERROR');
    one.status = 'TRADE_CLOSED';
    return good({ out_trade_no: no, trade_no: one.trade });
  }

  refund(wanted) {
    const one = [...this.trades.values()].find((trade) => trade.trade === wanted.trade_no);
    if (!one) return refused('ACQ.TRADE_NOT_EXIST');
    if (this.world.fault('not_enough')) return refused('ACQ.SELLER_BALANCE_NOT_ENOUGH');
    const known = this.refunds.has(wanted.out_request_no);
    if (!known) {
      const back = [...this.refunds.values()].filter((refund) => refund.trade === one.trade).reduce((sum, refund) => sum + refund.amount, 0);
      if (back + fen(wanted.refund_amount) > one.total) return refused('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
      this.refunds.set(wanted.out_request_no, { trade: one.trade, amount: fen(wanted.refund_amount) });
      if (back + fen(wanted.refund_amount) === one.total) one.status = 'TRADE_CLOSED';
    }
    return good({ trade_no: one.trade, out_trade_no: one.no, fund_change: known ? 'N' : 'Y', refund_fee: wanted.refund_amount });
  }

  refundState(wanted) {
    const found = this.refunds.get(wanted.out_request_no);
    if (!found || found.trade !== wanted.trade_no) return good({});
    return good({ out_request_no: wanted.out_request_no, trade_no: found.trade, refund_status: 'REFUND_SUCCESS', refund_amount: yuan(found.amount) });
  }

  bill(url, day) {
    const paid = [...this.trades.values()].filter((one) => one.paidAt && shanghai(one.paidAt).startsWith(day));
    if (!paid.length) return refused('isp.bill_not_exist');
    const heading = '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,备注';
    const rows = paid.map((one) => [`${one.trade}\t`, `${one.no}\t`, '交易', '考试费', shanghai(one.created), `${shanghai(one.paidAt)}`, '', '', '', '', 'buyer(*明)', yuan(one.total), yuan(one.total), '', ''].join(','));
    const backs = [...this.refunds].map(([no, one]) => {
      const trade = [...this.trades.values()].find((other) => other.trade === one.trade);
      return [`${one.trade}\t`, `${trade.no}\t`, '退款', '考试费', shanghai(trade.created), shanghai(this.world.now), '', '', '', '', 'buyer(*明)', `-${yuan(one.amount)}`, `-${yuan(one.amount)}`, `${no}\t`, ''].join(',');
    });
    rows.push(...backs);
    const count = paid.length + (this.world.fault('bill_damaged') ? 1 : 0);
    const text = ['#支付宝业务明细查询', `#账号：[${this.sellerId}]`, '#-----业务明细列表-----', heading, ...rows, '#-----业务明细列表结束-----', `#交易合计：${count}笔，商家实收共0.00元`, ''].join('\r\n');
    this.file = zip(`${this.sellerId}_业务明细.csv`, text);
    return good({ bill_download_url: `${url.origin}/alipay/bill-file?token=x` });
  }

  notification({ no, told, changes = {}, hash, signType }) {
    const one = no ? this.trades.get(no) : undefined;
    const base = one && {
      notify_time: shanghai(this.world.now), notify_type: 'trade_status_sync', notify_id: `id${++this.serial}`, charset: 'utf-8', version: '1.0',
      app_id: this.appId, auth_app_id: this.appId, trade_no: one.trade, out_trade_no: no, seller_id: this.sellerId, seller_email: 'a+b@example.test',
      trade_status: one.status, total_amount: yuan(one.total), receipt_amount: yuan(one.total - 1), subject: '考试费 & 100%', body: '',
      gmt_create: shanghai(one.created), ...(one.paidAt ? { gmt_payment: shanghai(one.paidAt) } : {}),
    };
    const values = Object.fromEntries(Object.entries({ ...(told ?? base), ...changes }).filter(([, value]) => value !== null));
    return { body: alipayForm(this.privateKey, values, { hash, signType }), headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' } };
  }
}
