/** The one function that we use; the package ships no types. */
declare module 'fs-native-extensions' {
  /** An exclusive lock on the whole file, without waiting: false when somebody else holds it. */
  export function tryLock(fd: number): boolean;
}
