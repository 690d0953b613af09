/** Changing a setting for everybody, and taking the change back. */
import { readSetting } from '../../../domain/admin/settings.ts';
import { refused, type Act } from './acted.ts';
import { settingsNow } from './settings-now.ts';

export const setting: Act<'setting'> = async (tx, { name, value }, adminId, deps, { t }) => {
  const read = readSetting(name, value);
  if (read === undefined) return refused(t('admin-setting-refused'));
  const from = (await settingsNow(tx, deps)).settings[name];
  await deps.settingsStore.set(tx, name, read, adminId);
  return { notice: t('admin-setting-saved'), changed: { name, from, to: read } };
};

export const resetsetting: Act<'resetsetting'> = async (tx, { name }, _adminId, deps, { t }) => {
  const from = (await settingsNow(tx, deps)).settings[name];
  await deps.settingsStore.reset(tx, name);
  return { notice: t('admin-setting-saved'), changed: { name, from } };
};
