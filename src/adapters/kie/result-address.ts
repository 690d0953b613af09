/**
 * Which addresses a result may be fetched from. A result's URL comes from outside, and the process that fetches it sits
 * inside a network: the public internet is allowed, everything else is not (OWASP SSRF prevention; IANA's special
 * purpose registries).
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '../../shared/errors.ts';

const NOT_PUBLIC_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Inside 2000::/3: documentation, and two tunnels that carry an IPv4 address of the sender's choice. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** Where DNS64 puts an IPv4 address, in the last 32 bits (RFC 6052). Local prefixes lead to who knows where (RFC 8215). */
const NAT64 = '64:ff9b::';

/** The same addresses behind NAT64. */
function translated(subnet: string): string {
  const [network = '', prefix = ''] = subnet.split('/');
  return `${NAT64}${network}/${96 + Number(prefix)}`;
}

function listOf(subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix = ''] = subnet.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

const notPublicV4 = listOf(NOT_PUBLIC_V4, 'ipv4');
const globalV6 = listOf(['2000::/3', `${NAT64}/96`], 'ipv6');
const notPublicV6 = listOf([...NOT_PUBLIC_V6, ...NOT_PUBLIC_V4.map(translated)], 'ipv6');

/**
 * True for an address of the public internet. IPv4-mapped forms are not: nothing public needs them. One behind NAT64 is
 * what the IPv4 address in it is: a network without IPv4 of its own tells that form of every host.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublicV4.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  return globalV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6');
}

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/**
 * The addresses of a URL's host, all of them checked: one that is not public refuses the whole host, because a mixed
 * answer is how a name is rebound between check and use. Rejects with RESULT_REFUSED or RESULT_UNAVAILABLE.
 */
export async function checkedAddresses(url: URL, resolve: Resolve, allowPrivate: boolean): Promise<readonly Address[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const addresses = family === 0 ? await resolveHost(host, resolve) : [{ address: host, family }];
  if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new AppError('RESULT_REFUSED', 'the result is at an address that is not public', {
      details: { refusal: 'private-address' },
    });
  }
  return addresses;
}

async function resolveHost(host: string, resolve: Resolve): Promise<readonly Address[]> {
  const addresses = await resolve(host).catch((error: unknown) => {
    throw new AppError('RESULT_UNAVAILABLE', "the result's host has no address now", { cause: error });
  });
  if (addresses.length === 0) throw new AppError('RESULT_UNAVAILABLE', "the result's host has no address now");
  return addresses;
}

/** Hands the socket the addresses that were checked, whatever the name says by then. */
export function pinnedLookup(addresses: readonly Address[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first === undefined) callback(new Error('no address'), '');
    else callback(null, first.address, first.family);
  };
}
