/** Which children a service of this kind runs. */
import type { ChildName } from './protocol.ts';

export const SERVICE_ROLES = ['web', 'worker', 'generator'] as const;
export type ServiceRole = (typeof SERVICE_ROLES)[number];

export function isServiceRole(name: string): name is ServiceRole {
  return (SERVICE_ROLES as readonly string[]).includes(name);
}

/** The argument wins over `ROLES`; without either, the health switch of the operator's guide decides. */
export function chooseRole(
  argument: ServiceRole | undefined,
  config: { readonly ROLES: ServiceRole | undefined; readonly ENABLE_HEALTH_SERVER: boolean },
): ServiceRole {
  return argument ?? config.ROLES ?? (config.ENABLE_HEALTH_SERVER ? 'web' : 'worker');
}

/** In stop order. `ENABLE_HEALTH_SERVER=0` means no health server, whatever the role. */
export function childrenOf(role: ServiceRole, isHealthEnabled: boolean): readonly ChildName[] {
  if (role === 'generator') return ['generation'];
  return role === 'web' && isHealthEnabled ? ['polling', 'generation', 'health'] : ['polling', 'generation'];
}
