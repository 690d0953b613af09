/** The control API of `contract.ts`. */
import express, { Router, type NextFunction, type Request, type Response } from 'express';
import { ApiError } from '../api-error.ts';
import type { Bot } from '../bot.ts';
import { putUser, setBlocked, simUser } from '../chat/people.ts';
import { simTranscript, transcriptText } from '../chat/transcript.ts';
import type { SimBot } from '../contract.ts';
import { giveBack } from '../methods/payments.ts';
import type { StoredFile } from '../model.ts';
import type { World } from '../world.ts';
import { streamEvents } from './events.ts';
import { knownUser, query, readBody, SimError } from './http.ts';
import { sendAsUser } from './messages.ts';
import { pay } from './pay.ts';
import * as schemas from './schemas.ts';
import { tap } from './taps.ts';
import { readMessageOrder } from './upload.ts';

/** Base64 makes a 50 MB file a third larger. */
const BODY_LIMIT = '80mb';

type BotRequest = Request<{ botId: string }>;

function botOf(world: World, { params: { botId } }: BotRequest): Bot {
  if (!/^\d{6,}$/.test(botId)) throw new SimError('a bot id is the digits before the colon of its token');
  return world.bot(botId);
}

const simBot = ({ id, username, revoked, poll, users }: Bot): SimBot => ({
  id,
  username,
  revoked,
  polling: poll.isWaiting,
  userIds: [...users.keys()],
});

function chatIdOf(request: Request): number {
  const id = Number(query(request, 'chatId') ?? query(request, 'userId'));
  if (!Number.isInteger(id)) throw new SimError('give userId or chatId');
  return id;
}

function actions(router: Router, world: World): void {
  const { preCheckoutTimeoutMs } = world.options;
  const { stopping } = world;
  router.post('/bots/:botId/users', (request, response) => {
    response.json(simUser(putUser(botOf(world, request), readBody(schemas.UserSpec, request.body))));
  });
  router.post('/bots/:botId/messages', async (request, response) => {
    response.json(sendAsUser(botOf(world, request), await readMessageOrder(request)));
  });
  router.post('/bots/:botId/taps', async (request, response) => {
    const order = readBody(schemas.TapRequest, request.body);
    response.json(await tap(botOf(world, request), order, { preCheckoutTimeoutMs, stopping }));
  });
  router.post('/bots/:botId/pay', async (request, response) => {
    const order = readBody(schemas.PayRequest, request.body);
    response.json(await pay(botOf(world, request), order, { timeoutMs: preCheckoutTimeoutMs, stopping }));
  });
  router.post('/bots/:botId/refunds', (request, response) => {
    const bot = botOf(world, request);
    const { chargeId } = readBody(schemas.RefundRequest, request.body);
    const charge = bot.payments.charges.find(({ id }) => id === chargeId);
    if (charge === undefined) throw new SimError('there is no such charge', 404);
    giveBack(bot, charge.userId, chargeId);
    response.json({});
  });
  router.post('/bots/:botId/update-faults', (request, response) => {
    botOf(world, request).updateFaults.push(readBody(schemas.UpdateFault, request.body));
    response.json({});
  });
  router.post('/bots/:botId/block', (request, response) => {
    const bot = botOf(world, request);
    const { userId, blocked } = readBody(schemas.BlockRequest, request.body);
    const user = knownUser(bot, userId);
    setBlocked(bot, user, blocked);
    response.json(simUser(user));
  });
}

/** With ranges, because browsers seek in film and sound that way. */
function sendBytes(request: Request, response: Response, { bytes, mimeType }: StoredFile): void {
  response.type(mimeType).set({ 'cache-control': 'private, max-age=86400', 'accept-ranges': 'bytes' });
  const ranges = request.range(bytes.length);
  const range = Array.isArray(ranges) && ranges.type === 'bytes' ? ranges[0] : undefined;
  if (range === undefined) {
    response.send(bytes);
    return;
  }
  response.status(206).set('content-range', `bytes ${range.start}-${range.end}/${bytes.length}`);
  response.send(bytes.subarray(range.start, range.end + 1));
}

function views(router: Router, world: World): void {
  router.get('/bots', (_request, response) => void response.json([...world.bots.values()].map(simBot)));
  router.get('/bots/:botId/users', (request, response) => {
    response.json([...botOf(world, request).users.values()].map(simUser));
  });
  router.get('/bots/:botId/transcript', (request, response) => {
    const transcript = simTranscript(botOf(world, request), chatIdOf(request), Number(query(request, 'after') ?? 0));
    if (query(request, 'format') === 'text') response.type('text/plain').send(transcriptText(transcript));
    else response.json(transcript);
  });
  router.get('/bots/:botId/calls', (request, response) => {
    const method = query(request, 'method')?.toLowerCase();
    const after = Number(query(request, 'after') ?? 0);
    const { calls } = botOf(world, request);
    response.json(
      calls.filter((call) => call.id > after && (method ?? call.method.toLowerCase()) === call.method.toLowerCase()),
    );
  });
  router.get('/bots/:botId/updates', (request, response) => {
    response.json(botOf(world, request).updates.journal());
  });
  router.get('/bots/:botId/events', (request, response) => {
    streamEvents(world, botOf(world, request).id, response);
  });
  router.get('/bots/:botId/files/:fileId', (request, response) => {
    const file = botOf(world, request).files.get(request.params.fileId);
    if (file === undefined) throw new SimError('there is no such file', 404);
    sendBytes(request, response, file);
  });
}

function switches(router: Router, world: World): void {
  router.post('/bots/:botId/updates', (request, response) => {
    const bot = botOf(world, request);
    const { update, updateId } = readBody(schemas.RawUpdate, request.body);
    response.json({ updateId: bot.updates.pushRaw(update, updateId) });
    bot.poll.wakeUp();
  });
  router.post('/bots/:botId/next-update-id', (request, response) => {
    botOf(world, request).updates.jumpTo(readBody(schemas.NextUpdateId, request.body).updateId);
    response.json({});
  });
  router.post('/bots/:botId/token', (request, response) => {
    botOf(world, request).revoked = readBody(schemas.TokenRequest, request.body).revoked;
    response.json({});
  });
  router.get('/faults', (_request, response) => void response.json(world.faults.list()));
  router.post('/faults', (request, response) => {
    response.json(world.faults.add(readBody(schemas.FaultSpec, request.body)));
  });
  router.delete('/faults', (_request, response) => {
    world.faults.clear();
    response.json({});
  });
  router.post('/reset', (request, response) => {
    world.reset(readBody(schemas.ResetRequest, request.body).botId);
    response.json({});
  });
}

function onError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const isKnown = error instanceof SimError || error instanceof ApiError;
  const status = error instanceof SimError ? error.status : error instanceof ApiError ? error.code : 400;
  response.status(status).json({ error: isKnown || error instanceof Error ? error.message : 'refused' });
}

export function simRouter(world: World): Router {
  const router = Router();
  router.use(express.json({ limit: BODY_LIMIT }));
  actions(router, world);
  views(router, world);
  switches(router, world);
  router.use((_request, response) => void response.status(404).json({ error: 'no such control request' }));
  router.use(onError);
  return router;
}
