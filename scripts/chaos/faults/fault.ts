/** What a fault is: something that is done to the world, and the end of it. */
import type pg from 'pg';
import type { ServiceStand } from '../../../test/support/service.ts';
import type { TcpProxy } from '../../../test/support/tcp-proxy.ts';
import type { Platform } from '../platform.ts';
import type { FaultShape } from '../schedule.ts';

export interface World {
  readonly stand: ServiceStand;
  readonly platform: Platform;
  /** Between the service and its database. */
  readonly proxy: TcpProxy;
  /** Around the proxy. */
  readonly database: pg.Pool;
  /** The role as which the service connects. */
  readonly databaseUser: string;
  readonly hmacKey: string;
  readonly journal: Journal;
}

/** A process of the service that was killed or stood still, at which times. */
export interface Harm {
  readonly process: string;
  readonly from: number;
  readonly to: number;
}

export interface Recovery {
  readonly process: string;
  readonly ms: number;
}

/** What the harness itself did and saw. */
export interface Journal {
  readonly injected: { readonly fault: string; readonly at: number }[];
  readonly harms: Harm[];
  readonly recoveries: Recovery[];
  /** What the harness saw with its own eyes and must not be. */
  readonly wrongs: string[];
  /** Faults that could not be injected, and why. */
  readonly missed: { readonly fault: string; readonly why: string }[];
}

export interface Fault extends FaultShape {
  /** `dice`: from 0 to 1, the fault's own chance. Rejects when the world is not in a state for it. */
  readonly inject: (world: World, dice: number) => Promise<void>;
  /** Called once, also after an injection that failed. */
  readonly heal: (world: World) => Promise<void>;
}

export const nothingToHeal = (): Promise<void> => Promise.resolve();

/** A whole number from the dice, both ends inclusive. */
export const scale = (dice: number, low: number, high: number): number =>
  Math.min(high, low + Math.floor(dice * (high - low + 1)));
