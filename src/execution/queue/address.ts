/**
 * Where a queue is: `redis://[USER[:PASSWORD]@]HOST[:PORT][/DB][?prefix=NAME]`, `rediss://` with
 * TLS. User and password may stand in the environment instead (HIGHWATER_QUEUE_USERNAME,
 * HIGHWATER_QUEUE_PASSWORD), where no list of processes shows them; they are never printed. The
 * prefix (letters, digits, `-`, `_`; `highwater` where none is given) keeps apart what several
 * people do on one server. Valkey speaks the same.
 */

export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly isSecure: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly prefix: string;
  /** The address as it may be printed: without user and password. */
  readonly shown: string;
}

/** An address that cannot be one; the message never has what stands before the `@`. */
export class AddressError extends Error {}

const USUAL_PORT = 6379;
const USUAL_PREFIX = 'highwater';
const EXPECTED = 'expected redis://HOST[:PORT][/DB][?prefix=NAME], or rediss:// with TLS';

type Environment = Readonly<Record<string, string | undefined>>;

export function readAddress(text: string, environment: Environment): QueueAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new AddressError(EXPECTED);
  }
  const isSecure = url.protocol === 'rediss:';
  if (!isSecure && url.protocol !== 'redis:') throw new AddressError(EXPECTED);
  if (url.hostname === '') throw new AddressError(`no host; ${EXPECTED}`);
  const path = /^\/?(\d*)$/.exec(url.pathname)?.[1];
  if (path === undefined) {
    throw new AddressError(`after the host stands the number of a database; ${EXPECTED}`);
  }
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'prefix');
  if (unknown !== undefined) throw new AddressError(`${unknown}= is not known; ${EXPECTED}`);
  const prefix = url.searchParams.get('prefix') ?? USUAL_PREFIX;
  if (!/^[\w-]{1,64}$/.test(prefix)) {
    throw new AddressError('prefix= has letters, digits, - and _, at most 64');
  }
  // An IPv6 address stands in brackets in a URL, and without them everywhere else.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? USUAL_PORT : Number(url.port);
  const database = Number(path);
  const place = `${url.protocol}//${url.hostname}:${port}/${database}`;
  return {
    host,
    port,
    database,
    isSecure,
    username: given(url.username) ?? given(environment['HIGHWATER_QUEUE_USERNAME'] ?? ''),
    password: given(url.password) ?? given(environment['HIGHWATER_QUEUE_PASSWORD'] ?? ''),
    prefix,
    shown: prefix === USUAL_PREFIX ? place : `${place}?prefix=${prefix}`,
  };
}

function given(text: string): string | null {
  return text === '' ? null : decodeURIComponent(text);
}
