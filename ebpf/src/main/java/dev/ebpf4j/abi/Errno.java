package dev.ebpf4j.abi;

import org.jspecify.annotations.Nullable;

/// Linux error numbers of the x86-64 and arm64 ABI (include/uapi/asm-generic/errno.h), their
/// names, and the English texts that users know from glibc's `strerror`.
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int ENOEXEC = 8;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int ENOTBLK = 15;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ETXTBSY = 26;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int ESPIPE = 29;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int EPIPE = 32;
  public static final int EDOM = 33;
  public static final int ERANGE = 34;
  public static final int EDEADLK = 35;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOLCK = 37;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENOMSG = 42;
  public static final int EIDRM = 43;
  public static final int ECHRNG = 44;
  public static final int EL2NSYNC = 45;
  public static final int EL3HLT = 46;
  public static final int EL3RST = 47;
  public static final int ELNRNG = 48;
  public static final int EUNATCH = 49;
  public static final int ENOCSI = 50;
  public static final int EL2HLT = 51;
  public static final int EBADE = 52;
  public static final int EBADR = 53;
  public static final int EXFULL = 54;
  public static final int ENOANO = 55;
  public static final int EBADRQC = 56;
  public static final int EBADSLT = 57;
  public static final int EBFONT = 59;
  public static final int ENOSTR = 60;
  public static final int ENODATA = 61;
  public static final int ETIME = 62;
  public static final int ENOSR = 63;
  public static final int ENONET = 64;
  public static final int ENOPKG = 65;
  public static final int EREMOTE = 66;
  public static final int ENOLINK = 67;
  public static final int EADV = 68;
  public static final int ESRMNT = 69;
  public static final int ECOMM = 70;
  public static final int EPROTO = 71;
  public static final int EMULTIHOP = 72;
  public static final int EDOTDOT = 73;
  public static final int EBADMSG = 74;
  public static final int EOVERFLOW = 75;
  public static final int ENOTUNIQ = 76;
  public static final int EBADFD = 77;
  public static final int EREMCHG = 78;
  public static final int ELIBACC = 79;
  public static final int ELIBBAD = 80;
  public static final int ELIBSCN = 81;
  public static final int ELIBMAX = 82;
  public static final int ELIBEXEC = 83;
  public static final int EILSEQ = 84;
  public static final int ERESTART = 85;
  public static final int ESTRPIPE = 86;
  public static final int EUSERS = 87;
  public static final int ENOTSOCK = 88;
  public static final int EDESTADDRREQ = 89;
  public static final int EMSGSIZE = 90;
  public static final int EPROTOTYPE = 91;
  public static final int ENOPROTOOPT = 92;
  public static final int EPROTONOSUPPORT = 93;
  public static final int ESOCKTNOSUPPORT = 94;
  public static final int EOPNOTSUPP = 95;
  public static final int EPFNOSUPPORT = 96;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENETRESET = 102;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int EISCONN = 106;
  public static final int ENOTCONN = 107;
  public static final int ESHUTDOWN = 108;
  public static final int ETOOMANYREFS = 109;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTDOWN = 112;
  public static final int EHOSTUNREACH = 113;
  public static final int EALREADY = 114;
  public static final int EINPROGRESS = 115;
  public static final int ESTALE = 116;
  public static final int EUCLEAN = 117;
  public static final int ENOTNAM = 118;
  public static final int ENAVAIL = 119;
  public static final int EISNAM = 120;
  public static final int EREMOTEIO = 121;
  public static final int EDQUOT = 122;
  public static final int ENOMEDIUM = 123;
  public static final int EMEDIUMTYPE = 124;
  public static final int ECANCELED = 125;
  public static final int ENOKEY = 126;
  public static final int EKEYEXPIRED = 127;
  public static final int EKEYREVOKED = 128;
  public static final int EKEYREJECTED = 129;
  public static final int EOWNERDEAD = 130;
  public static final int ENOTRECOVERABLE = 131;
  public static final int ERFKILL = 132;
  public static final int EHWPOISON = 133;

  /// The kernel's own "operation is not supported" (include/linux/errno.h). It leaks to user space
  /// from several BPF commands and has no entry in the C library.
  public static final int ENOTSUPP = 524;

  private static final int COUNT = 134;

  private Errno() {}

  /// The symbol, such as `ENOENT`; the bare number for one that is not known.
  public static String name(int errno) {
    if (errno == ENOTSUPP) {
      return "ENOTSUPP";
    }
    String row = row(errno);
    return row == null ? Integer.toString(errno) : row.substring(0, row.indexOf(' '));
  }

  /// The text of `strerror`, such as `No such file or directory`; `Unknown error 524` for one
  /// that the C library does not know.
  public static String message(int errno) {
    if (errno == 0) {
      return "Success";
    }
    String row = row(errno);
    return row == null ? "Unknown error " + errno : row.substring(row.indexOf(' ') + 1);
  }

  private static @Nullable String row(int errno) {
    return errno > 0 && errno < COUNT ? Rows.TEXT[errno] : null;
  }

  /// Apart, so that only a run that meets an error pays for the table.
  private static final class Rows {
    static final @Nullable String[] TEXT = new @Nullable String[COUNT];

    static {
      TEXT[EPERM] = "EPERM Operation not permitted";
      TEXT[ENOENT] = "ENOENT No such file or directory";
      TEXT[ESRCH] = "ESRCH No such process";
      TEXT[EINTR] = "EINTR Interrupted system call";
      TEXT[EIO] = "EIO Input/output error";
      TEXT[ENXIO] = "ENXIO No such device or address";
      TEXT[E2BIG] = "E2BIG Argument list too long";
      TEXT[ENOEXEC] = "ENOEXEC Exec format error";
      TEXT[EBADF] = "EBADF Bad file descriptor";
      TEXT[ECHILD] = "ECHILD No child processes";
      TEXT[EAGAIN] = "EAGAIN Resource temporarily unavailable";
      TEXT[ENOMEM] = "ENOMEM Cannot allocate memory";
      TEXT[EACCES] = "EACCES Permission denied";
      TEXT[EFAULT] = "EFAULT Bad address";
      TEXT[ENOTBLK] = "ENOTBLK Block device required";
      TEXT[EBUSY] = "EBUSY Device or resource busy";
      TEXT[EEXIST] = "EEXIST File exists";
      TEXT[EXDEV] = "EXDEV Invalid cross-device link";
      TEXT[ENODEV] = "ENODEV No such device";
      TEXT[ENOTDIR] = "ENOTDIR Not a directory";
      TEXT[EISDIR] = "EISDIR Is a directory";
      TEXT[EINVAL] = "EINVAL Invalid argument";
      TEXT[ENFILE] = "ENFILE Too many open files in system";
      TEXT[EMFILE] = "EMFILE Too many open files";
      TEXT[ENOTTY] = "ENOTTY Inappropriate ioctl for device";
      TEXT[ETXTBSY] = "ETXTBSY Text file busy";
      TEXT[EFBIG] = "EFBIG File too large";
      TEXT[ENOSPC] = "ENOSPC No space left on device";
      TEXT[ESPIPE] = "ESPIPE Illegal seek";
      TEXT[EROFS] = "EROFS Read-only file system";
      TEXT[EMLINK] = "EMLINK Too many links";
      TEXT[EPIPE] = "EPIPE Broken pipe";
      TEXT[EDOM] = "EDOM Numerical argument out of domain";
      TEXT[ERANGE] = "ERANGE Numerical result out of range";
      TEXT[EDEADLK] = "EDEADLK Resource deadlock avoided";
      TEXT[ENAMETOOLONG] = "ENAMETOOLONG File name too long";
      TEXT[ENOLCK] = "ENOLCK No locks available";
      TEXT[ENOSYS] = "ENOSYS Function not implemented";
      TEXT[ENOTEMPTY] = "ENOTEMPTY Directory not empty";
      TEXT[ELOOP] = "ELOOP Too many levels of symbolic links";
      TEXT[ENOMSG] = "ENOMSG No message of desired type";
      TEXT[EIDRM] = "EIDRM Identifier removed";
      TEXT[ECHRNG] = "ECHRNG Channel number out of range";
      TEXT[EL2NSYNC] = "EL2NSYNC Level 2 not synchronized";
      TEXT[EL3HLT] = "EL3HLT Level 3 halted";
      TEXT[EL3RST] = "EL3RST Level 3 reset";
      TEXT[ELNRNG] = "ELNRNG Link number out of range";
      TEXT[EUNATCH] = "EUNATCH Protocol driver not attached";
      TEXT[ENOCSI] = "ENOCSI No CSI structure available";
      TEXT[EL2HLT] = "EL2HLT Level 2 halted";
      TEXT[EBADE] = "EBADE Invalid exchange";
      TEXT[EBADR] = "EBADR Invalid request descriptor";
      TEXT[EXFULL] = "EXFULL Exchange full";
      TEXT[ENOANO] = "ENOANO No anode";
      TEXT[EBADRQC] = "EBADRQC Invalid request code";
      TEXT[EBADSLT] = "EBADSLT Invalid slot";
      TEXT[EBFONT] = "EBFONT Bad font file format";
      TEXT[ENOSTR] = "ENOSTR Device not a stream";
      TEXT[ENODATA] = "ENODATA No data available";
      TEXT[ETIME] = "ETIME Timer expired";
      TEXT[ENOSR] = "ENOSR Out of streams resources";
      TEXT[ENONET] = "ENONET Machine is not on the network";
      TEXT[ENOPKG] = "ENOPKG Package not installed";
      TEXT[EREMOTE] = "EREMOTE Object is remote";
      TEXT[ENOLINK] = "ENOLINK Link has been severed";
      TEXT[EADV] = "EADV Advertise error";
      TEXT[ESRMNT] = "ESRMNT Srmount error";
      TEXT[ECOMM] = "ECOMM Communication error on send";
      TEXT[EPROTO] = "EPROTO Protocol error";
      TEXT[EMULTIHOP] = "EMULTIHOP Multihop attempted";
      TEXT[EDOTDOT] = "EDOTDOT RFS specific error";
      TEXT[EBADMSG] = "EBADMSG Bad message";
      TEXT[EOVERFLOW] = "EOVERFLOW Value too large for defined data type";
      TEXT[ENOTUNIQ] = "ENOTUNIQ Name not unique on network";
      TEXT[EBADFD] = "EBADFD File descriptor in bad state";
      TEXT[EREMCHG] = "EREMCHG Remote address changed";
      TEXT[ELIBACC] = "ELIBACC Can not access a needed shared library";
      TEXT[ELIBBAD] = "ELIBBAD Accessing a corrupted shared library";
      TEXT[ELIBSCN] = "ELIBSCN .lib section in a.out corrupted";
      TEXT[ELIBMAX] = "ELIBMAX Attempting to link in too many shared libraries";
      TEXT[ELIBEXEC] = "ELIBEXEC Cannot exec a shared library directly";
      TEXT[EILSEQ] = "EILSEQ Invalid or incomplete multibyte or wide character";
      TEXT[ERESTART] = "ERESTART Interrupted system call should be restarted";
      TEXT[ESTRPIPE] = "ESTRPIPE Streams pipe error";
      TEXT[EUSERS] = "EUSERS Too many users";
      TEXT[ENOTSOCK] = "ENOTSOCK Socket operation on non-socket";
      TEXT[EDESTADDRREQ] = "EDESTADDRREQ Destination address required";
      TEXT[EMSGSIZE] = "EMSGSIZE Message too long";
      TEXT[EPROTOTYPE] = "EPROTOTYPE Protocol wrong type for socket";
      TEXT[ENOPROTOOPT] = "ENOPROTOOPT Protocol not available";
      TEXT[EPROTONOSUPPORT] = "EPROTONOSUPPORT Protocol not supported";
      TEXT[ESOCKTNOSUPPORT] = "ESOCKTNOSUPPORT Socket type not supported";
      TEXT[EOPNOTSUPP] = "EOPNOTSUPP Operation not supported";
      TEXT[EPFNOSUPPORT] = "EPFNOSUPPORT Protocol family not supported";
      TEXT[EAFNOSUPPORT] = "EAFNOSUPPORT Address family not supported by protocol";
      TEXT[EADDRINUSE] = "EADDRINUSE Address already in use";
      TEXT[EADDRNOTAVAIL] = "EADDRNOTAVAIL Cannot assign requested address";
      TEXT[ENETDOWN] = "ENETDOWN Network is down";
      TEXT[ENETUNREACH] = "ENETUNREACH Network is unreachable";
      TEXT[ENETRESET] = "ENETRESET Network dropped connection on reset";
      TEXT[ECONNABORTED] = "ECONNABORTED Software caused connection abort";
      TEXT[ECONNRESET] = "ECONNRESET Connection reset by peer";
      TEXT[ENOBUFS] = "ENOBUFS No buffer space available";
      TEXT[EISCONN] = "EISCONN Transport endpoint is already connected";
      TEXT[ENOTCONN] = "ENOTCONN Transport endpoint is not connected";
      TEXT[ESHUTDOWN] = "ESHUTDOWN Cannot send after transport endpoint shutdown";
      TEXT[ETOOMANYREFS] = "ETOOMANYREFS Too many references: cannot splice";
      TEXT[ETIMEDOUT] = "ETIMEDOUT Connection timed out";
      TEXT[ECONNREFUSED] = "ECONNREFUSED Connection refused";
      TEXT[EHOSTDOWN] = "EHOSTDOWN Host is down";
      TEXT[EHOSTUNREACH] = "EHOSTUNREACH No route to host";
      TEXT[EALREADY] = "EALREADY Operation already in progress";
      TEXT[EINPROGRESS] = "EINPROGRESS Operation now in progress";
      TEXT[ESTALE] = "ESTALE Stale file handle";
      TEXT[EUCLEAN] = "EUCLEAN Structure needs cleaning";
      TEXT[ENOTNAM] = "ENOTNAM Not a XENIX named type file";
      TEXT[ENAVAIL] = "ENAVAIL No XENIX semaphores available";
      TEXT[EISNAM] = "EISNAM Is a named type file";
      TEXT[EREMOTEIO] = "EREMOTEIO Remote I/O error";
      TEXT[EDQUOT] = "EDQUOT Disk quota exceeded";
      TEXT[ENOMEDIUM] = "ENOMEDIUM No medium found";
      TEXT[EMEDIUMTYPE] = "EMEDIUMTYPE Wrong medium type";
      TEXT[ECANCELED] = "ECANCELED Operation canceled";
      TEXT[ENOKEY] = "ENOKEY Required key not available";
      TEXT[EKEYEXPIRED] = "EKEYEXPIRED Key has expired";
      TEXT[EKEYREVOKED] = "EKEYREVOKED Key has been revoked";
      TEXT[EKEYREJECTED] = "EKEYREJECTED Key was rejected by service";
      TEXT[EOWNERDEAD] = "EOWNERDEAD Owner died";
      TEXT[ENOTRECOVERABLE] = "ENOTRECOVERABLE State not recoverable";
      TEXT[ERFKILL] = "ERFKILL Operation not possible due to RF-kill";
      TEXT[EHWPOISON] = "EHWPOISON Memory page has hardware error";
    }
  }
}
