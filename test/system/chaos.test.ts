/** The `npm run chaos` with faults of every kind that every run of the tests has: one instance. */
import { testSeed } from '../support/chaos-sound.ts';

testSeed(11, 1);
