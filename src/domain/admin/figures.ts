/** What the panel shows of money, models and the machine. Amounts are minor units; `when` is local time, ready to read. */
import type { Model, Scalar } from '../catalog/model.ts';

/** Days back, today included. */
export const PERIODS = [1, 7, 30] as const;
export type Period = (typeof PERIODS)[number];

/** What KIE took: bills that are booked in the ledger, and quoted credits where KIE tells no bill (Suno never does). */
export interface KieCost {
  readonly credits: number;
  readonly booked: bigint;
}

export interface Counted {
  readonly name: string;
  readonly count: number;
}

export interface PeriodFigures {
  readonly users: { readonly all: number; readonly fresh: number; readonly active: number };
  /** Of those ordered in the period. */
  readonly generations: {
    readonly ordered: number;
    readonly delivered: number;
    readonly failed: number;
    readonly cancelled: number;
  };
  /** Delivered ones, by what paid for them. */
  readonly paidBy: { readonly daily: number; readonly bonus: number; readonly money: number; readonly nothing: number };
  readonly revenue: bigint;
  readonly cost: KieCost;
  readonly stars: { readonly bought: number; readonly refunded: number };
  readonly models: readonly Counted[];
  readonly failures: readonly Counted[];
}

/** A day or an hour of the chart. */
export interface Bucket {
  readonly label: string;
  readonly revenue: bigint;
  readonly cost: KieCost;
  readonly delivered: number;
}

/** Of one model, in 30 days. */
export interface ModelFigures {
  readonly delivered: number;
  readonly failed: number;
  readonly revenue: bigint;
  readonly credits: number;
}

export interface DriftRow {
  readonly id: number;
  readonly modelId: string;
  readonly title: Model['title'];
  readonly parameters: Readonly<Record<string, Scalar>>;
  /** Only then can the bill become the price. */
  readonly isExact: boolean;
  /** KIE credits. */
  readonly quoted: number;
  readonly charged: number;
  readonly count: number;
}

export interface ChildFigures {
  readonly name: string;
  readonly state: string;
  readonly restarts: number;
  readonly rssBytes: number | null;
}

export interface SystemFigures {
  readonly lease: {
    readonly owner: string | null;
    readonly epoch: number;
    /** Seconds; below zero = over. */
    readonly leftSeconds: number | null;
  };
  readonly queues: readonly Counted[];
  readonly deadLetters: number;
  /** Open generations by their state. */
  readonly open: readonly Counted[];
  /** Those that nobody has touched for minutes. */
  readonly stuck: readonly { readonly id: string; readonly state: string; readonly when: string }[];
  readonly outbox: number;
  readonly inbox: number;
  /** Null = not known. */
  readonly kieCredits: readonly { readonly credits: number; readonly when: string }[] | null;
  readonly catalog: { readonly finished: string | null; readonly failed: string | null; readonly failures: number };
  readonly databaseBytes: number;
}

export interface Trouble {
  readonly id: string;
  readonly what: string;
  readonly detail: string | null;
  readonly traceId: string;
  readonly when: string;
}

/** A job that was given up. */
export interface DeadLetterLine {
  /** Where it was given up. */
  readonly queue: string;
  /** A generation's id, or an errand's kind and id. */
  readonly about: string;
  /** The error code of its last try; null = it ended without one. */
  readonly code: string | null;
  readonly when: string;
}

export interface Troubles {
  readonly failed: readonly Trouble[];
  readonly parked: readonly Trouble[];
  readonly dead: readonly { readonly about: string; readonly when: string }[];
}

/** One generation, from its confirmation to what was said at its end. */
export interface Trail {
  readonly id: string;
  readonly traceId: string;
  readonly userId: number;
  readonly modelId: string;
  readonly state: string;
  readonly price: bigint | null;
  readonly paidBy: string | null;
  readonly credits: number | null;
  readonly consumed: number | null;
  readonly failure: string | null;
  readonly detail: string | null;
  readonly steps: {
    readonly created: string;
    readonly submitted: string | null;
    readonly finished: string | null;
    readonly ended: string | null;
    readonly deadline: string;
  };
  readonly attempts: readonly { readonly number: number; readonly outcome: string; readonly taskId: string | null }[];
  /** Null where no daily one was held. */
  readonly daily: string | null;
  readonly transfers: readonly { readonly reference: string; readonly reason: string; readonly amount: bigint }[];
  readonly outbox: readonly { readonly key: string; readonly state: string; readonly error: string | null }[];
}
