/** The operator's guide promises it: polling starts only once in a process, whatever the code around it does. */
let started = false;

export function claimSingleStart(): void {
  if (started) throw new Error('polling was already started in this process');
  started = true;
}
