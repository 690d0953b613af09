/** A half of the five minutes of `npm run chaos` that every run of the tests has: one instance. */
import { testSeed } from '../support/chaos-sound.ts';

testSeed(11, 1);
