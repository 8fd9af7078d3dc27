/** A path with nothing in it. */
export class NotArchived extends Error {
  constructor(path: string, options?: ErrorOptions) {
    super(`The archive has nothing at ${path}`, options);
    this.name = 'NotArchived';
  }
}

/** A source longer than allowed. */
export class TooLong extends Error {
  constructor(maxBytes: number) {
    super(`The file is longer than the ${maxBytes} bytes allowed`);
    this.name = 'TooLong';
  }
}
