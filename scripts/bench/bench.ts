/** What every measure is given. */
export interface Bench {
  /** DSN of the durable PostgreSQL; measures make databases of their own in it. */
  readonly server: string;
  /** Shorter and rougher. */
  readonly isQuick: boolean;
  /** Kills of the poller in the measure of that name. */
  readonly kills: number;
  readonly say: (progress: string) => void;
}
