import { type SecretShape, shape } from './mask-span.ts';

const LETTERS = 'Zq7RkT4wXp2Zq7RkT4wXp2Zq7RkT4wXp2Zq7RkT4wXp2';
const HEX = '0a1b2c3d'.repeat(8);

/** Tokens that begin with a fixed text, which stays, while the rest is hidden. The text is looked for as it is. */
function tokensOf(
  name: string,
  prefixes: string,
  letters = String.raw`[\w.+/=-]{16,}`,
): SecretShape {
  const list = prefixes.split(' ');
  const either = list.map((prefix) => prefix.replace(/[$.]/g, '\\$&')).join('|');
  return shape(
    name,
    list.map((prefix) => prefix.toLowerCase()),
    () =>
      new RegExp(String.raw`(?<![A-Za-z0-9])(?:${either})(?=[\w.=+/-]{0,60}\d)(${letters})`, 'gd'),
    `${list[0]}${LETTERS}`,
  );
}

/** Tokens of providers, each by what all its tokens have in common. */
export const providers = (): readonly SecretShape[] => [
  tokensOf(
    'tokens of services for code, builds and hosts',
    'squ_ sqp_ sqa_ bkaa_ bkct_ bkpt_ bkat_ CCIPAT_ CCIPRJ_ CCDB1_ ddp_ ddo_ dnkey- apify_api_ vcp_ vci_ vca_ vcr_ vck_ rnd_ napi_ nbp_ ucat_ SWMTKN-1- SWMKEY-1- glwt- mka_ ctp_ tss_ unkey_ vtwn_ zpka_ cfat_ slk_ sgd_ snyk_ xau_ pnb_ rootly_ sb_secret_ mdb_sa_sk_ AVNS_ AKCp cmVmdGtu PMAT- CFPAT- CFCMA- pat-na1- pat-eu1- dvc_server_ dvc_client_ dvc_mobile_ s-s4t2ud- def00000 xwfp-',
  ),
  tokensOf(
    'tokens of clouds',
    'ALTAK AKLT AKID AQVN y0_ GOOG1E amzn.mws. amzn1.oa2-cs.v1. FwoGZXIvYXdz IQoJb3JpZ2lu JDC_ dt0s0 NRIQ- NRSP- NRRA- lma_ lmb_',
  ),
  tokensOf(
    'tokens of language models',
    'lsv2_pt_ lsv2_sk_ pcsk_ jina_ tgp_v1_ csk- e2b_ bb_live_ wandb_v1_ flp_ VF.DM. sindri_',
  ),
  tokensOf(
    'tokens of payments and shops',
    'FLWSECK- FLWPUBK- cfsk_ma_ Mid-server- VT-server- rzp_live_ rzp_test_ ek_live_ ek_test_ persona_production_ persona_sandbox_ pdl_live_apikey_ pdl_sdbx_apikey_ ramp_sec_ sk_sbox_ access_token$production$ access_token$sandbox$ $aact_ shptka_ shpua_ shpit_ prtapi_ polar_oat_ polar_pat_ secret-token:mercury_ api_live. api_sandbox.',
  ),
  tokensOf(
    'tokens of offices, mail and people',
    'figo_ figu_ figh_ figoh_ figor_ lin_oauth_ lio_ xsmtpsib- cal_live_ pina_ gcntfy- scauth_ authress_ secret-live- secret-test- samsara_api_ BBFF- cnvca',
  ),
  shape(
    'Hugging Face',
    ['hf_'],
    () => /(?<![A-Za-z0-9])hf_([A-Za-z0-9]{30,40})(?![A-Za-z0-9_])/dg,
    `hf_${LETTERS.slice(0, 34)}`,
  ),
  shape(
    'Terraform Cloud',
    ['.atlasv1.'],
    () => /([A-Za-z0-9]{10,20}\.atlasv1\.[\w=-]{20,200})/dg,
    `${LETTERS.slice(0, 14)}.atlasv1.${LETTERS}`,
  ),
  shape(
    'Airtable',
    // Of the letters that can follow “pat”, those that no English word has there.
    [...'0123456789bdfgjklmnpqvwxz'].map((letter) => `pat${letter}`),
    () => /\bpat([bdfgj-npqv-xz\d][A-Za-z0-9]{13}\.[0-9a-f]{64})\b/dgi,
    `patZq7RkT4wXp2Zq7.${HEX}`,
  ),
  shape(
    'key of Entra',
    [...'0123456789'].map((digit) => `${digit}q~`),
    () => /(?<![\w~.-])([\w~.-]{3}\dQ~[\w~.-]{31,34})(?![\w~-])/dg,
    `Zq78Q~${LETTERS.slice(0, 34)}`,
  ),
  shape(
    'key of Firebase',
    [':apa91b'],
    () => /:APA91b([\w-]{60,300})/dg,
    `AAAAbbbbccc:APA91b${LETTERS}${LETTERS}`,
  ),
  shape(
    'keys of Azure with a mark at their end',
    ['azse', 'azca', '+ast', '+acr', '+arm', 'azfu', 'acdb', 'aiot', '+asb', '+aeh', 'azac'],
    () =>
      /(?<![A-Za-z0-9+/])([A-Za-z0-9+/_-]{33,76}(?:AzSe|AzCa|\+ASt|\+ACR|\+ARm|AzFu|ACDb|AIoT|\+ASb|\+AEh|AzAc)[A-Za-z0-9+/]{5,12}={0,2})/dg,
    `${LETTERS.slice(0, 42)}+ACRAZq7Rk`,
  ),
  shape(
    'MaxMind',
    ['_mmk'],
    () => /\b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)\b/dg,
    `Zq7RkT_${LETTERS.slice(0, 29)}_mmk`,
  ),
  shape(
    'RapidAPI',
    ['jsn'],
    () => /\b([0-9a-zA-Z]{8,20}msh[0-9a-zA-Z]{8,24}p1[0-9a-zA-Z]{5,8}jsn[0-9a-zA-Z]{8,16})\b/dg,
    'Zq7RkT4wXpmshZq7RkT4wXp2Zq7p1Zq7RkTjsnZq7RkT4wXp2Z',
  ),
  shape(
    'Telegram by its context',
    ['bot', 'telegram'],
    () => /(?:bot|telegram)[^\n]{0,60}?\b\d{8,10}:([\w-]{35})(?![\w-])/dgi,
    `bot 123456789:${LETTERS.slice(0, 35)}`,
  ),
  shape(
    'Discord by its context',
    ['bot', 'discord'],
    () =>
      /(?:bot|discord)[^\n]{0,60}?(?<![\w.-])([MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40})(?![\w-])/dgi,
    `DISCORD_BOT='MT${LETTERS.slice(0, 22)}.Zq7RkT.${LETTERS.slice(0, 38)}'`,
  ),
  shape(
    'hooks of chats and flows',
    ['hooks.zapier', 'open-apis', 'maker.ifttt', 'hook.', 'hooks.airtable', 'discohook'],
    () =>
      /(?:hooks\.zapier\.com\\?\/hooks\\?\/catch|open-apis\\?\/bot\\?\/(?:v2\\?\/)?hook|maker\.ifttt\.com\\?\/trigger\\?\/[\w-]{1,60}\\?\/(?:json\\?\/)?with\\?\/key|hook\.[\w.]{0,12}(?:make|integromat)\.com|hooks\.airtable\.com\\?\/workflows\\?\/v1)\\?\/([\w/\\-]{8,120})/dg,
    `https://hooks.zapier.com/hooks/catch/Zq7RkT4w/Xp2Zq7`,
  ),
  shape(
    'hook of Mattermost',
    ['hooks'],
    () => /\/hooks\\?\/([a-z0-9]{26})(?![a-z0-9])/dg,
    'https://chat.example.com/hooks/zq7rkt4wxp2zq7rkt4wxp2zq7r',
  ),
  shape(
    'secret of Jenkins',
    ['{aqaaab'],
    () => /\{(AQAAAB[A-Za-z0-9+/=]{16,2000})\}/dg,
    `{AQAAABAAAA${LETTERS}}`,
  ),
  shape(
    'private key in base64',
    ['ls0tls1crudjti'],
    () =>
      /LS0tLS1CRUdJTi(?:BSU0Eg|BQUklW|BFQyBQ|BPUEVO|BFTkNS|BEU0Eg|BQR1AgUFJJ)([A-Za-z0-9+/=]{8,10000})/dg,
    `LS0tLS1CRUdJTiBSU0Eg${LETTERS}`,
  ),
  shape(
    'values that a program has encrypted, whose key stands beside them',
    ['enc('],
    () => /\bENC\(([A-Za-z0-9+/=_-]{12,400})\)/dg,
    `ENC(${LETTERS})`,
  ),
  shape(
    'key of Mailgun',
    ['mailgun', 'api:'],
    () => /\b(?:mailgun[^\n]{0,60}?|api:)\b([0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})\b/dgi,
    `mailgun ${HEX.slice(0, 32)}-0a1b2c3d-0a1b2c3d`,
  ),
];
