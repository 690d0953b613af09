/** KIE AI that forgets, stumbles, fails and calls back as it likes. */
import { createHmac, randomBytes } from 'node:crypto';
import type { FaultInput, Settings } from '../../../src/sandbox/kie/settings.ts';
import { nothingToHeal, scale, type Fault, type World } from './fault.ts';

const CREATE = '/createTask';
const RECORD = '/recordInfo';

const answer = (of: (dice: number) => readonly FaultInput[]): Fault => ({
  ...{ group: 'kie', lastsMs: [1_000, 4_000] },
  inject: async ({ stand }, dice) => {
    for (const fault of of(dice)) await stand.kie.fault(fault);
  },
  heal: ({ stand }) => stand.kie.clearFaults(),
});

const callbacks = (how: Settings['callbacks']): Fault => ({
  ...{ group: 'kie-callbacks', lastsMs: [1_000, 6_000] },
  inject: async ({ stand }) => {
    await stand.kie.settings({ callbacks: how });
  },
  heal: async ({ stand }) => {
    await stand.kie.settings({ callbacks: 'on' });
  },
});

interface Letter {
  readonly token: string;
  readonly taskId: string;
  readonly key: string;
}

/** Status of the answer; null when nobody answered. */
async function callBack({ platform }: World, { token, taskId, key }: Letter): Promise<number | null> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');
  const url = platform.instances()[0]?.env['PUBLIC_URL'];
  if (url === undefined) return null;
  const request = fetch(`${url}/kie/callback/${token}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Webhook-Timestamp': timestamp,
      'X-Webhook-Signature': signature,
    },
    body: JSON.stringify({ code: 200, data: { taskId, state: 'success', resultJson: '{"resultUrls":[]}' } }),
    signal: AbortSignal.timeout(5_000),
  });
  return await request.then(
    ({ status }) => status,
    () => null,
  );
}

/** Nobody but KIE knows a token and the key: every one of these must be refused. */
const forged: Fault = {
  ...{ group: 'kie-letters', lastsMs: [100, 500] },
  inject: async (world, dice) => {
    const [task] = await world.stand.kie.tasks();
    const token = task?.callBackUrl?.split('/').at(-1) ?? 'x'.repeat(32);
    const taskId = task?.taskId ?? 'none';
    for (let nth = 0; nth < scale(dice, 1, 10); nth += 1) {
      const status = await callBack(world, { token, taskId, key: 'not the key' });
      const guessed = await callBack(world, { token: randomBytes(24).toString('base64url'), taskId, key: 'no' });
      if (status === 200 || guessed === 200) world.journal.wrongs.push('I7 a forged callback was answered with 200');
    }
  },
  heal: nothingToHeal,
};

/** Genuine, long after the end, for tasks that were looked at long ago. */
const late: Fault = {
  ...{ group: 'kie-letters', lastsMs: [100, 500] },
  inject: async (world, dice) => {
    const tasks = await world.stand.kie.tasks();
    for (const { taskId, callBackUrl } of tasks.slice(0, scale(dice, 1, 5))) {
      await callBack(world, { token: callBackUrl?.split('/').at(-1) ?? '', taskId, key: world.hmacKey });
    }
  },
  heal: nothingToHeal,
};

export const KIE_FAULTS: Readonly<Record<string, Fault>> = {
  'kie-lost-answer': answer((dice) => [{ path: CREATE, behaviour: 'accept-then-drop', times: scale(dice, 1, 3) }]),
  'kie-reset': answer((dice) => [{ path: CREATE, behaviour: 'reset', times: scale(dice, 1, 3) }]),
  'kie-502': answer((dice) => [{ behaviour: 'html', times: scale(dice, 2, 6) }]),
  'kie-429': answer((dice) => [{ path: CREATE, code: 429, msg: 'Too many requests', times: scale(dice, 1, 4) }]),
  'kie-500': answer((dice) => [{ path: CREATE, code: 500, times: scale(dice, 1, 3) }]),
  'kie-record-404': answer((dice) => [{ path: RECORD, code: 404, httpStatus: 404, times: scale(dice, 1, 6) }]),
  'kie-record-500': answer((dice) => [{ path: RECORD, code: 500, times: scale(dice, 1, 6) }]),
  'kie-record-truncated': answer((dice) => [{ path: RECORD, behaviour: 'truncated', times: scale(dice, 1, 4) }]),
  'kie-bad-file': answer((dice) => [
    { path: '/results/', behaviour: dice < 0.5 ? 'html' : 'truncated', httpStatus: 200, times: scale(dice, 1, 3) },
  ]),
  'kie-fail': {
    ...{ group: 'kie-fail', lastsMs: [1_000, 3_000] },
    inject: ({ stand }, dice) => stand.kie.failNext({ times: scale(dice, 1, 3) }),
    heal: nothingToHeal,
  },
  'kie-callback-twice': callbacks('duplicate'),
  'kie-callback-forged': callbacks('forged-signature'),
  'kie-callback-off': callbacks('off'),
  'kie-letter-forged': forged,
  'kie-letter-late': late,
};
