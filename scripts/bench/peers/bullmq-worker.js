/** BullMQ: a job goes through its steps by its data, as its documentation shows (`seed <count>` only adds jobs). */
import process from 'node:process';
import { DelayedError, Queue, Worker } from 'bullmq';
import { CONCURRENCY, createTask, deliver, FIRST_CUSTOMER, look, LOOK_AFTER_MS } from './pipeline.js';

const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
const NAME = 'generations';

if (process.argv[2] === 'seed') {
  const queue = new Queue(NAME, { connection });
  const jobs = Array.from({ length: Number(process.argv[3]) }, (_, index) => ({
    name: 'generation',
    data: { chatId: FIRST_CUSTOMER + index },
    opts: { attempts: 10, backoff: { type: 'exponential', delay: 2_000 }, removeOnComplete: { age: 86_400 } },
  }));
  await queue.addBulk(jobs);
  await queue.close();
  process.exit(0);
}

async function again(job, token, taskId) {
  await job.updateData({ ...job.data, taskId });
  await job.moveToDelayed(Date.now() + LOOK_AFTER_MS, token);
  throw new DelayedError();
}

new Worker(
  NAME,
  async (job, token) => {
    const { chatId, taskId } = job.data;
    if (taskId === undefined) return await again(job, token, await createTask(chatId));
    const address = await look(taskId);
    if (address === null) return await again(job, token, taskId);
    await deliver(chatId, taskId, address);
  },
  { connection, concurrency: CONCURRENCY },
).on('error', (error) => console.error(error));
