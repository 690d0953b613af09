/** The way to the database, and the sessions in it. */
import { nothingToHeal, scale, type Fault, type World } from './fault.ts';

const pass = ({ proxy }: World): Promise<void> => {
  proxy.pass();
  return Promise.resolve();
};

const line = (lastsMs: Fault['lastsMs'], spoil: (world: World, dice: number) => void): Fault => ({
  ...{ group: 'database', lastsMs },
  inject: (world, dice) => {
    spoil(world, dice);
    return Promise.resolve();
  },
  heal: pass,
});

export const DATABASE_FAULTS: Readonly<Record<string, Fault>> = {
  'db-cut': line([200, 8_000], ({ proxy }) => proxy.cut()),
  'db-delay': line([1_000, 8_000], ({ proxy }, dice) => proxy.delay(scale(dice, 20, 800))),
  'db-blackhole': {
    ...line([500, 12_000], ({ proxy }) => proxy.swallow()),
    // What was swallowed is lost to both ends: they must not go on in the middle of a conversation.
    heal: async (world) => {
      world.proxy.cut();
      await pass(world);
    },
  },
  /** The server does what it is asked and the connection ends instead of the answer, now and then. */
  'db-lost-answer': line([1_000, 8_000], ({ proxy }, dice) => proxy.loseAnswers(scale(dice, 3, 40))),
  'db-terminate': {
    ...{ group: 'database', lastsMs: [100, 1_000] },
    inject: async ({ database, databaseUser }) => {
      await database.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [databaseUser]);
    },
    heal: nothingToHeal,
  },
};
