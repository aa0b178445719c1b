import { PROBLEMS, Problem } from '../../app/problem.ts';
import { saveSettings } from '../../app/settings-file.ts';
import { pageHref } from '../../views/link.ts';
import {
  SETTING_KEYS,
  type SettingsForm,
  type SettingTexts,
  type WebhookFields,
} from '../../views/setting-fields.ts';
import { type ProcessContext, withContext } from '../context.ts';
import type { PageRequest } from '../http/request.ts';
import { type PageAnswer, seeOther } from '../http/response.ts';
import { signEvent } from '../http/signed-parameter.ts';
import { layOut } from '../layout.ts';
import { showSettings } from '../views/settings.ts';

/** Each costs a few lookups; nobody has more webhooks than this. */
const MAX_WEBHOOKS = 200;

/**
 * `action=save-settings`: writes the changes of the form into `config.json`. A rejected form is shown again with what
 * was typed and what is wrong with it.
 */
export function saveSettingsForm(
  process: ProcessContext,
  request: PageRequest,
  secret: Buffer,
): Promise<PageAnswer> {
  return withContext(process, request, async (context) => {
    const { environment, now, monitor } = context;
    const form = readForm(request.form);
    const result = saveSettings(monitor.root, form);
    if (result.is === 'saved') {
      const saved = await signEvent('saved', secret, environment, now);
      return seeOther(pageHref({ view: 'settings', saved }));
    }
    const page = await showSettings(
      context,
      result.file,
      { tested: null, isSaved: false },
      {
        form,
        isStale: result.is === 'stale',
        trouble: result.is === 'unusable' ? result.trouble : null,
        wrong: result.is === 'wrong' ? result.wrong : [],
      },
    );
    return layOut(page, context, STATUS[result.is]);
  });
}

const STATUS = {
  wrong: PROBLEMS.malformed.status,
  stale: PROBLEMS.conflict.status,
  unusable: PROBLEMS.conflict.status,
} as const;

function readForm(form: PageRequest['form']): SettingsForm {
  const texts = Object.fromEntries(
    SETTING_KEYS.map((key) => [key, form.getAll(key).join(' ')]),
  ) as SettingTexts;
  const webhooks: WebhookFields[] = [];
  for (let row = 0; row < MAX_WEBHOOKS && form.has(`webhook.${row}.kind`); row += 1) {
    const field = (name: string): string => form.get(`webhook.${row}.${name}`) ?? '';
    webhooks.push({
      index: readIndex(field('index')),
      kind: field('kind'),
      url: field('url'),
      secret: field('secret'),
      isRemoved: field('remove') !== '',
    });
  }
  const lost = [...form.keys()].find((name) => {
    const row = /^webhook\.(.*)\.[^.]*$/.exec(name)?.[1];
    return row !== undefined && !(/^\d{1,3}$/.test(row) && Number(row) < webhooks.length);
  });
  if (lost !== undefined) {
    throw new Problem('malformed', { code: 'form-row', name: lost });
  }
  return { texts, webhooks, stamp: form.get('stamp') ?? '' };
}

/** Empty for a webhook to be added. */
function readIndex(text: string): number | null {
  if (text === '') return null;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new Problem('malformed', { code: 'form-webhook', index: text });
}
