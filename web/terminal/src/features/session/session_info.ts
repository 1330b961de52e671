// What `GET /api/v1/session` says of the person who is signed in.

export interface SessionAccount {
  readonly id: number;
  readonly name: string;
  readonly client_no: string;
  readonly can_trade: boolean;
}

export interface SessionInfo {
  readonly user: string;
  readonly name: string;
  readonly role: string;
  readonly language: string;
  readonly accounts: readonly SessionAccount[];
}
