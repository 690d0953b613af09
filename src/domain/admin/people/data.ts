/** What the panel's pages about people show. */
import type { GenerationState } from '../../generation/lifecycle.ts';
import type { Part } from '../parts.ts';

export interface PersonInList {
  readonly walletId: number;
  /** Null = forgotten: the wallet is nobody's. */
  readonly person: { readonly userId: number; readonly firstName: string; readonly username: string | null } | null;
  readonly isBanned: boolean;
}

export interface PersonCard extends PersonInList {
  readonly seen: {
    readonly first: Date;
    readonly last: Date;
    /** As the Telegram client says. */
    readonly language: string | null;
    readonly hasBlockedBot: boolean;
  } | null;
  readonly referralCode: string;
  readonly available: bigint;
  readonly held: bigint;
  readonly bonus: bigint;
  readonly bonusHeld: bigint;
  readonly usedToday: number;
  /** Minor units, of what was delivered. */
  readonly spent: bigint;
  readonly generations: { readonly total: number; readonly delivered: number; readonly failed: number };
  /** The wallet of whoever invited them. */
  readonly invitedBy: number | null;
  readonly invited: number;
}

export interface WalletOperation {
  readonly reason: string;
  readonly actor: string;
  readonly isGenerations: boolean;
  readonly amount: bigint;
  readonly at: Date;
}

export interface PersonsOrder {
  readonly id: string;
  readonly modelId: string;
  readonly state: GenerationState;
  readonly failure: string | null;
  readonly price: bigint | null;
  readonly paidBy: 'daily' | 'bonus' | 'money' | 'nothing' | null;
  readonly credits: number | null;
  readonly at: Date;
}

export interface PeopleData {
  readonly people: { readonly found: Part<PersonInList> };
  readonly person: { readonly card: PersonCard | null; readonly dailyLimit: number; readonly timeZone: string };
  readonly amount: { readonly card: PersonCard | null };
  readonly transfer: { readonly card: PersonCard | null };
  readonly operations: { readonly part: Part<WalletOperation>; readonly timeZone: string };
  readonly orders: { readonly part: Part<PersonsOrder>; readonly timeZone: string };
}
