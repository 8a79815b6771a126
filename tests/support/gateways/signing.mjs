// How WeChat Pay and Alipay sign and seal, by node:crypto alone: nothing here is the product's.
import crypto from 'node:crypto';

const rsa = (key, text) => crypto.sign('RSA-SHA256', Buffer.from(text), key).toString('base64');
export const fits = (key, text, signature) => crypto.verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(signature, 'base64'));

export function sealed(apiv3Key, plain, { nonce = crypto.randomBytes(6).toString('hex'), beside = 'transaction' } = {}) {
  const cipher = crypto.createCipheriv('aes-256-gcm', Buffer.from(apiv3Key), Buffer.from(nonce));
  if (beside) cipher.setAAD(Buffer.from(beside));
  const content = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const resource = { algorithm: 'AEAD_AES_256_GCM', ciphertext: content.toString('base64'), nonce };
  return beside === null ? resource : { ...resource, associated_data: beside };
}

// Headers for raw bytes; `at` is seconds since 1970.
export function wechatHeaders(key, serial, body, at, { nonce = crypto.randomBytes(16).toString('hex'), type = true } = {}) {
  const headers = {
    'Wechatpay-Timestamp': String(at),
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Signature': rsa(key, `${at}\n${nonce}\n${body}\n`),
    'Wechatpay-Serial': serial,
  };
  return type ? { ...headers, 'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048' } : headers;
}

export function wechatEnvelope(apiv3Key, eventType, plain, { id = crypto.randomUUID(), ...how } = {}) {
  return JSON.stringify({
    id,
    create_time: '2020-11-16T10:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary: '支付成功',
    resource: { original_type: 'transaction', ...sealed(apiv3Key, plain, how) },
  });
}

export const alipayText = (values) =>
  Object.keys(values).filter((name) => name !== 'sign').sort().map((name) => `${name}=${values[name]}`).join('&');

// A form as Alipay posts it; `hash` makes it weaker than it says.
export function alipayForm(key, values, { hash = 'RSA-SHA256', signType = 'RSA2' } = {}) {
  const { sign_type: _, ...signed } = values;
  const signature = crypto.sign(hash, Buffer.from(alipayText(signed)), key).toString('base64');
  const told = signType === null ? signed : { ...signed, sign_type: signType };
  return new URLSearchParams({ ...told, sign: signature }).toString();
}

export const alipaySign = rsa;
