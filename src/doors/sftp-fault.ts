import ssh2 from 'ssh2';
import { isCode } from './names-as-bytes.ts';

const { STATUS_CODE } = ssh2.utils.sftp;

/** A status of the protocol, such as `NO_SUCH_FILE`. */
export type SftpStatus = (typeof STATUS_CODE)[keyof typeof STATUS_CODE];

/** An answer of the drop server that is not what the sender asked for: an SFTP status and a sentence. */
export class SftpFault extends Error {
  readonly status: SftpStatus;
  constructor(status: SftpStatus, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SftpFault';
    this.status = status;
  }
}

/** There is nothing at this path. */
export function noSuchFile(path: string): SftpFault {
  return new SftpFault(STATUS_CODE.NO_SUCH_FILE, `No such file: ${path}. There are only the folders inbox and outbox`);
}

/** This may not be done here. */
export function denied(message: string): SftpFault {
  return new SftpFault(STATUS_CODE.PERMISSION_DENIED, message);
}

/** This could not be done now. */
export function failure(message: string): SftpFault {
  return new SftpFault(STATUS_CODE.FAILURE, message);
}

/** What to answer to an error: our own words for a fault or a full disk, for anything else nothing of the machine's inside. */
export function faultOf(error: unknown): SftpFault {
  if (error instanceof SftpFault) return error;
  if (isCode(error, 'ENOENT', 'ENOTDIR'))
    return new SftpFault(STATUS_CODE.NO_SUCH_FILE, 'No such file', { cause: error });
  if (isCode(error, 'ENOSPC', 'EDQUOT')) return failure('The server has no room now; send the file again later');
  if (isCode(error, 'ELOOP', 'EISDIR', 'EACCES', 'EPERM')) return denied('Not allowed');
  return new SftpFault(STATUS_CODE.FAILURE, 'The server could not do this now; try again later', { cause: error });
}
