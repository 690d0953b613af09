/** Files that the sandbox hands out (results, uploads, download links), each with an hour at which it vanishes. */

export interface StoredFile {
  readonly contentType: string;
  readonly expiresAt: number;
  readonly body: () => Promise<Buffer>;
}

export interface Files {
  /** Stores under an encoded absolute path, replacing what was there; returns the file's URL. */
  readonly put: (path: string, file: StoredFile) => string;
  /** The living file at a path or a URL of ours. */
  readonly find: (pathOrUrl: string) => StoredFile | undefined;
  /** Whether a URL points to this sandbox at all. */
  readonly isOurs: (url: string) => boolean;
  /** Makes the file vanish now; false when there is none. */
  readonly expire: (url: string) => boolean;
}

export function createFiles(origin: string, now: () => number): Files {
  const stored = new Map<string, StoredFile>();
  const isOurs = (url: string): boolean => URL.canParse(url) && new URL(url).origin === origin;
  const find = (pathOrUrl: string): StoredFile | undefined => {
    const url = URL.parse(pathOrUrl, origin);
    const file = url?.origin === origin ? stored.get(url.pathname) : undefined;
    return file !== undefined && file.expiresAt > now() ? file : undefined;
  };
  return {
    put: (path, file) => {
      const { href, pathname } = new URL(path, origin);
      for (const [old, { expiresAt }] of stored) if (expiresAt <= now()) stored.delete(old);
      stored.set(pathname, file);
      return href;
    },
    find,
    isOurs,
    expire: (url) => isOurs(url) && stored.delete(new URL(url).pathname),
  };
}
