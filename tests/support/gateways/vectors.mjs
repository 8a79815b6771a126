// Prints notifications with fixed keys as JSON, once and for all: node vectors.mjs > ../../webhooks/fixtures/vectors.json
import crypto from 'node:crypto';
import { alipayForm, wechatEnvelope, wechatHeaders } from './signing.mjs';

const pair = () => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key) => key.export({ type: 'spki', format: 'pem' });
const at = 1605492000;
const apiv3Key = 'these vectors have their own key';
const wechat = pair();
const older = pair();
const alipay = pair();
const told = (transaction) => JSON.stringify({
  mchid: '1900000001', appid: 'wxd678efh567hg6787', out_trade_no: 'A1', transaction_id: transaction, trade_type: 'JSAPI', trade_state: 'SUCCESS',
  bank_type: 'OTHERS', success_time: '2020-11-16T10:00:00+08:00', payer: { openid: 'oUpF8' }, amount: { total: 10000, payer_total: 9000, currency: 'CNY' },
});
const body = wechatEnvelope(apiv3Key, 'TRANSACTION.SUCCESS', told('4200000001'));
const trade = {
  notify_time: '2020-11-16 10:00:01', notify_type: 'trade_status_sync', notify_id: 'n1', charset: 'utf-8', version: '1.0', app_id: '2021000000000001',
  seller_id: '2088000000000001', trade_no: '2020111622001400001', out_trade_no: 'A1', trade_status: 'TRADE_SUCCESS', total_amount: '100.00', receipt_amount: '90.00',
  subject: '考试费 & 100% + ?', body: '', fund_bill_list: '[{"amount":"100.00","fundChannel":"PCREDIT"}]', gmt_create: '2020-11-16 09:59:00', gmt_payment: '2020-11-16 10:00:00',
};
console.log(JSON.stringify({
  at, apiv3_key: apiv3Key,
  wechat_key: pem(wechat.publicKey), older_key: pem(older.publicKey), alipay_key: pem(alipay.publicKey),
  wechat: { headers: wechatHeaders(wechat.privateKey, 'PUB_KEY_ID_01', body, at, { nonce: 'f0e1d2c3' }), body },
  older: { headers: wechatHeaders(older.privateKey, '5157F09EFDC096DE15EBE81A47057A72', body, at, { nonce: '5157' }), body },
  alipay: { body: alipayForm(alipay.privateKey, trade) },
  alipay_sha1: { body: alipayForm(alipay.privateKey, trade, { hash: 'RSA-SHA1' }) },
}, null, 1));
