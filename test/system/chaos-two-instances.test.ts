/** The same with two instances of one bot. */
import { testSeed } from '../support/chaos-sound.ts';

testSeed(12, 2);
