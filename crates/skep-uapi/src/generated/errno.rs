//! An error number of Linux: why a system call failed. The numbers are the generic ones, which Alpha, MIPS,
//! PA-RISC and SPARC do not use above 34.
//!
//! Made by `cargo xtask codegen` from `facts/errno.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// An error number of Linux: why a system call failed. The numbers are the generic ones, which Alpha,
    /// MIPS, PA-RISC and SPARC do not use above 34.
    Errno(u16);

    /// `EPERM`: the caller lacks a privilege that this needs.
    EPERM = 1, Fact::named("EPERM").means("the caller lacks a privilege that this needs");

    /// `ENOENT`: nothing of this name or key exists.
    ENOENT = 2, Fact::named("ENOENT").means("nothing of this name or key exists");

    /// `ESRCH`: no such process.
    ESRCH = 3, Fact::named("ESRCH").means("no such process");

    /// `EINTR`: a signal interrupted the call.
    EINTR = 4, Fact::named("EINTR").means("a signal interrupted the call");

    /// `EIO`: a device failed to read or write.
    EIO = 5, Fact::named("EIO").means("a device failed to read or write");

    /// `ENXIO`: no such device or address.
    ENXIO = 6, Fact::named("ENXIO").means("no such device or address");

    /// `E2BIG`: an argument is larger than the kernel takes.
    E2BIG = 7, Fact::named("E2BIG").means("an argument is larger than the kernel takes");

    /// `ENOEXEC`: the file is in no format that can be executed.
    ENOEXEC = 8, Fact::named("ENOEXEC").means("the file is in no format that can be executed");

    /// `EBADF`: the descriptor is not open, or not of the kind that this needs.
    EBADF = 9, Fact::named("EBADF").means("the descriptor is not open, or not of the kind that this needs");

    /// `ECHILD`: there is no child process to wait for.
    ECHILD = 10, Fact::named("ECHILD").means("there is no child process to wait for");

    /// `EAGAIN`: not now: it may succeed when tried again.
    EAGAIN = 11, Fact::named("EAGAIN").means("not now: it may succeed when tried again");

    /// `ENOMEM`: the kernel could not get enough memory.
    ENOMEM = 12, Fact::named("ENOMEM").means("the kernel could not get enough memory");

    /// `EACCES`: access is not allowed.
    EACCES = 13, Fact::named("EACCES").means("access is not allowed");

    /// `EFAULT`: a pointer leads outside the memory of the process.
    EFAULT = 14, Fact::named("EFAULT").means("a pointer leads outside the memory of the process");

    /// `ENOTBLK`: a block device is needed.
    ENOTBLK = 15, Fact::named("ENOTBLK").means("a block device is needed");

    /// `EBUSY`: the object is in use.
    EBUSY = 16, Fact::named("EBUSY").means("the object is in use");

    /// `EEXIST`: it exists already.
    EEXIST = 17, Fact::named("EEXIST").means("it exists already");

    /// `EXDEV`: the two are on different file systems.
    EXDEV = 18, Fact::named("EXDEV").means("the two are on different file systems");

    /// `ENODEV`: no such device.
    ENODEV = 19, Fact::named("ENODEV").means("no such device");

    /// `ENOTDIR`: a part of the path is not a directory.
    ENOTDIR = 20, Fact::named("ENOTDIR").means("a part of the path is not a directory");

    /// `EISDIR`: it is a directory.
    EISDIR = 21, Fact::named("EISDIR").means("it is a directory");

    /// `EINVAL`: an argument is not valid.
    EINVAL = 22, Fact::named("EINVAL").means("an argument is not valid");

    /// `ENFILE`: the whole system has no room for another open file.
    ENFILE = 23, Fact::named("ENFILE").means("the whole system has no room for another open file");

    /// `EMFILE`: the process has no room for another open file.
    EMFILE = 24, Fact::named("EMFILE").means("the process has no room for another open file");

    /// `ENOTTY`: the device does not know this request.
    ENOTTY = 25, Fact::named("ENOTTY").means("the device does not know this request");

    /// `ETXTBSY`: the file is being executed.
    ETXTBSY = 26, Fact::named("ETXTBSY").means("the file is being executed");

    /// `EFBIG`: the file would become too large.
    EFBIG = 27, Fact::named("EFBIG").means("the file would become too large");

    /// `ENOSPC`: there is no room left.
    ENOSPC = 28, Fact::named("ENOSPC").means("there is no room left");

    /// `ESPIPE`: the file has no position to move.
    ESPIPE = 29, Fact::named("ESPIPE").means("the file has no position to move");

    /// `EROFS`: the file system is read-only.
    EROFS = 30, Fact::named("EROFS").means("the file system is read-only");

    /// `EMLINK`: the file has too many links.
    EMLINK = 31, Fact::named("EMLINK").means("the file has too many links");

    /// `EPIPE`: nobody reads from the other end.
    EPIPE = 32, Fact::named("EPIPE").means("nobody reads from the other end");

    /// `EDOM`: the argument is outside the domain of the function.
    EDOM = 33, Fact::named("EDOM").means("the argument is outside the domain of the function");

    /// `ERANGE`: the result does not fit.
    ERANGE = 34, Fact::named("ERANGE").means("the result does not fit");

    /// `EDEADLK`: waiting would never end: a deadlock.
    EDEADLK = 35, Fact::named("EDEADLK").means("waiting would never end: a deadlock");

    /// `ENAMETOOLONG`: the name is too long.
    ENAMETOOLONG = 36, Fact::named("ENAMETOOLONG").means("the name is too long");

    /// `ENOLCK`: no file locks are left.
    ENOLCK = 37, Fact::named("ENOLCK").means("no file locks are left");

    /// `ENOSYS`: this kernel does not have the system call.
    ENOSYS = 38, Fact::named("ENOSYS").means("this kernel does not have the system call");

    /// `ENOTEMPTY`: the directory is not empty.
    ENOTEMPTY = 39, Fact::named("ENOTEMPTY").means("the directory is not empty");

    /// `ELOOP`: the path goes through too many symbolic links.
    ELOOP = 40, Fact::named("ELOOP").means("the path goes through too many symbolic links");

    /// `ENOMSG`: the queue has no message of this type.
    ENOMSG = 42, Fact::named("ENOMSG").means("the queue has no message of this type");

    /// `EIDRM`: the identifier was removed.
    EIDRM = 43, Fact::named("EIDRM").means("the identifier was removed");

    /// `ECHRNG`: the channel number is out of range.
    ECHRNG = 44, Fact::named("ECHRNG").means("the channel number is out of range");

    /// `EL2NSYNC`: level 2 is not synchronized.
    EL2NSYNC = 45, Fact::named("EL2NSYNC").means("level 2 is not synchronized");

    /// `EL3HLT`: level 3 is halted.
    EL3HLT = 46, Fact::named("EL3HLT").means("level 3 is halted");

    /// `EL3RST`: level 3 was reset.
    EL3RST = 47, Fact::named("EL3RST").means("level 3 was reset");

    /// `ELNRNG`: the link number is out of range.
    ELNRNG = 48, Fact::named("ELNRNG").means("the link number is out of range");

    /// `EUNATCH`: the driver of the protocol is not attached.
    EUNATCH = 49, Fact::named("EUNATCH").means("the driver of the protocol is not attached");

    /// `ENOCSI`: no CSI structure is free.
    ENOCSI = 50, Fact::named("ENOCSI").means("no CSI structure is free");

    /// `EL2HLT`: level 2 is halted.
    EL2HLT = 51, Fact::named("EL2HLT").means("level 2 is halted");

    /// `EBADE`: the exchange is not valid.
    EBADE = 52, Fact::named("EBADE").means("the exchange is not valid");

    /// `EBADR`: the request descriptor is not valid.
    EBADR = 53, Fact::named("EBADR").means("the request descriptor is not valid");

    /// `EXFULL`: the exchange is full.
    EXFULL = 54, Fact::named("EXFULL").means("the exchange is full");

    /// `ENOANO`: there is no anode.
    ENOANO = 55, Fact::named("ENOANO").means("there is no anode");

    /// `EBADRQC`: the request code is not valid.
    EBADRQC = 56, Fact::named("EBADRQC").means("the request code is not valid");

    /// `EBADSLT`: the slot is not valid.
    EBADSLT = 57, Fact::named("EBADSLT").means("the slot is not valid");

    /// `EBFONT`: the format of the font file is wrong.
    EBFONT = 59, Fact::named("EBFONT").means("the format of the font file is wrong");

    /// `ENOSTR`: the device is not a stream.
    ENOSTR = 60, Fact::named("ENOSTR").means("the device is not a stream");

    /// `ENODATA`: there is no data.
    ENODATA = 61, Fact::named("ENODATA").means("there is no data");

    /// `ETIME`: the timer ran out.
    ETIME = 62, Fact::named("ETIME").means("the timer ran out");

    /// `ENOSR`: no stream resources are left.
    ENOSR = 63, Fact::named("ENOSR").means("no stream resources are left");

    /// `ENONET`: the machine is on no network.
    ENONET = 64, Fact::named("ENONET").means("the machine is on no network");

    /// `ENOPKG`: the package is not installed.
    ENOPKG = 65, Fact::named("ENOPKG").means("the package is not installed");

    /// `EREMOTE`: the object is on another machine.
    EREMOTE = 66, Fact::named("EREMOTE").means("the object is on another machine");

    /// `ENOLINK`: the link is cut.
    ENOLINK = 67, Fact::named("ENOLINK").means("the link is cut");

    /// `EADV`: the resource is advertised already.
    EADV = 68, Fact::named("EADV").means("the resource is advertised already");

    /// `ESRMNT`: a resource is still mounted remotely.
    ESRMNT = 69, Fact::named("ESRMNT").means("a resource is still mounted remotely");

    /// `ECOMM`: sending failed on the way.
    ECOMM = 70, Fact::named("ECOMM").means("sending failed on the way");

    /// `EPROTO`: the other side broke the protocol.
    EPROTO = 71, Fact::named("EPROTO").means("the other side broke the protocol");

    /// `EMULTIHOP`: the path needs several hops.
    EMULTIHOP = 72, Fact::named("EMULTIHOP").means("the path needs several hops");

    /// `EDOTDOT`: an error of the remote file sharing protocol.
    EDOTDOT = 73, Fact::named("EDOTDOT").means("an error of the remote file sharing protocol");

    /// `EBADMSG`: the message is damaged.
    EBADMSG = 74, Fact::named("EBADMSG").means("the message is damaged");

    /// `EOVERFLOW`: the value does not fit its type.
    EOVERFLOW = 75, Fact::named("EOVERFLOW").means("the value does not fit its type");

    /// `ENOTUNIQ`: the name is not unique on the network.
    ENOTUNIQ = 76, Fact::named("ENOTUNIQ").means("the name is not unique on the network");

    /// `EBADFD`: the descriptor is in no state for this.
    EBADFD = 77, Fact::named("EBADFD").means("the descriptor is in no state for this");

    /// `EREMCHG`: the remote address changed.
    EREMCHG = 78, Fact::named("EREMCHG").means("the remote address changed");

    /// `ELIBACC`: a shared library cannot be opened.
    ELIBACC = 79, Fact::named("ELIBACC").means("a shared library cannot be opened");

    /// `ELIBBAD`: a shared library is damaged.
    ELIBBAD = 80, Fact::named("ELIBBAD").means("a shared library is damaged");

    /// `ELIBSCN`: a library section of the program is damaged.
    ELIBSCN = 81, Fact::named("ELIBSCN").means("a library section of the program is damaged");

    /// `ELIBMAX`: too many shared libraries are needed.
    ELIBMAX = 82, Fact::named("ELIBMAX").means("too many shared libraries are needed");

    /// `ELIBEXEC`: a shared library cannot be executed itself.
    ELIBEXEC = 83, Fact::named("ELIBEXEC").means("a shared library cannot be executed itself");

    /// `EILSEQ`: the bytes do not form a character.
    EILSEQ = 84, Fact::named("EILSEQ").means("the bytes do not form a character");

    /// `ERESTART`: the interrupted call should be made again.
    ERESTART = 85, Fact::named("ERESTART").means("the interrupted call should be made again");

    /// `ESTRPIPE`: a pipe between streams failed.
    ESTRPIPE = 86, Fact::named("ESTRPIPE").means("a pipe between streams failed");

    /// `EUSERS`: there are too many users.
    EUSERS = 87, Fact::named("EUSERS").means("there are too many users");

    /// `ENOTSOCK`: the descriptor is not a socket.
    ENOTSOCK = 88, Fact::named("ENOTSOCK").means("the descriptor is not a socket");

    /// `EDESTADDRREQ`: a destination is needed.
    EDESTADDRREQ = 89, Fact::named("EDESTADDRREQ").means("a destination is needed");

    /// `EMSGSIZE`: the message is too long.
    EMSGSIZE = 90, Fact::named("EMSGSIZE").means("the message is too long");

    /// `EPROTOTYPE`: the protocol does not fit the type of the socket.
    EPROTOTYPE = 91, Fact::named("EPROTOTYPE").means("the protocol does not fit the type of the socket");

    /// `ENOPROTOOPT`: the protocol does not have this option.
    ENOPROTOOPT = 92, Fact::named("ENOPROTOOPT").means("the protocol does not have this option");

    /// `EPROTONOSUPPORT`: the protocol is not supported.
    EPROTONOSUPPORT = 93, Fact::named("EPROTONOSUPPORT").means("the protocol is not supported");

    /// `ESOCKTNOSUPPORT`: the type of socket is not supported.
    ESOCKTNOSUPPORT = 94, Fact::named("ESOCKTNOSUPPORT").means("the type of socket is not supported");

    /// `EOPNOTSUPP`: the object does not support the operation.
    EOPNOTSUPP = 95, Fact::named("EOPNOTSUPP").means("the object does not support the operation");

    /// `EPFNOSUPPORT`: the protocol family is not supported.
    EPFNOSUPPORT = 96, Fact::named("EPFNOSUPPORT").means("the protocol family is not supported");

    /// `EAFNOSUPPORT`: the address family is not supported.
    EAFNOSUPPORT = 97, Fact::named("EAFNOSUPPORT").means("the address family is not supported");

    /// `EADDRINUSE`: the address is in use.
    EADDRINUSE = 98, Fact::named("EADDRINUSE").means("the address is in use");

    /// `EADDRNOTAVAIL`: the address is not one of this machine.
    EADDRNOTAVAIL = 99, Fact::named("EADDRNOTAVAIL").means("the address is not one of this machine");

    /// `ENETDOWN`: the network is down.
    ENETDOWN = 100, Fact::named("ENETDOWN").means("the network is down");

    /// `ENETUNREACH`: no route leads to the network.
    ENETUNREACH = 101, Fact::named("ENETUNREACH").means("no route leads to the network");

    /// `ENETRESET`: the network dropped the connection.
    ENETRESET = 102, Fact::named("ENETRESET").means("the network dropped the connection");

    /// `ECONNABORTED`: this side ended the connection.
    ECONNABORTED = 103, Fact::named("ECONNABORTED").means("this side ended the connection");

    /// `ECONNRESET`: the other side ended the connection.
    ECONNRESET = 104, Fact::named("ECONNRESET").means("the other side ended the connection");

    /// `ENOBUFS`: no buffer space is left.
    ENOBUFS = 105, Fact::named("ENOBUFS").means("no buffer space is left");

    /// `EISCONN`: the socket is connected already.
    EISCONN = 106, Fact::named("EISCONN").means("the socket is connected already");

    /// `ENOTCONN`: the socket is not connected.
    ENOTCONN = 107, Fact::named("ENOTCONN").means("the socket is not connected");

    /// `ESHUTDOWN`: the socket was shut down for sending.
    ESHUTDOWN = 108, Fact::named("ESHUTDOWN").means("the socket was shut down for sending");

    /// `ETOOMANYREFS`: there are too many references.
    ETOOMANYREFS = 109, Fact::named("ETOOMANYREFS").means("there are too many references");

    /// `ETIMEDOUT`: the time for it ran out.
    ETIMEDOUT = 110, Fact::named("ETIMEDOUT").means("the time for it ran out");

    /// `ECONNREFUSED`: the other side refused the connection.
    ECONNREFUSED = 111, Fact::named("ECONNREFUSED").means("the other side refused the connection");

    /// `EHOSTDOWN`: the other machine is down.
    EHOSTDOWN = 112, Fact::named("EHOSTDOWN").means("the other machine is down");

    /// `EHOSTUNREACH`: no route leads to the other machine.
    EHOSTUNREACH = 113, Fact::named("EHOSTUNREACH").means("no route leads to the other machine");

    /// `EALREADY`: the operation is under way already.
    EALREADY = 114, Fact::named("EALREADY").means("the operation is under way already");

    /// `EINPROGRESS`: the operation has begun and goes on.
    EINPROGRESS = 115, Fact::named("EINPROGRESS").means("the operation has begun and goes on");

    /// `ESTALE`: the handle points to a file that is gone.
    ESTALE = 116, Fact::named("ESTALE").means("the handle points to a file that is gone");

    /// `EUCLEAN`: the file system is damaged and needs repair.
    EUCLEAN = 117, Fact::named("EUCLEAN").means("the file system is damaged and needs repair");

    /// `ENOTNAM`: not a XENIX named file.
    ENOTNAM = 118, Fact::named("ENOTNAM").means("not a XENIX named file");

    /// `ENAVAIL`: no XENIX semaphores are there.
    ENAVAIL = 119, Fact::named("ENAVAIL").means("no XENIX semaphores are there");

    /// `EISNAM`: a XENIX named file.
    EISNAM = 120, Fact::named("EISNAM").means("a XENIX named file");

    /// `EREMOTEIO`: a remote device failed to read or write.
    EREMOTEIO = 121, Fact::named("EREMOTEIO").means("a remote device failed to read or write");

    /// `EDQUOT`: the quota is used up.
    EDQUOT = 122, Fact::named("EDQUOT").means("the quota is used up");

    /// `ENOMEDIUM`: the drive is empty.
    ENOMEDIUM = 123, Fact::named("ENOMEDIUM").means("the drive is empty");

    /// `EMEDIUMTYPE`: the drive holds the wrong kind of medium.
    EMEDIUMTYPE = 124, Fact::named("EMEDIUMTYPE").means("the drive holds the wrong kind of medium");

    /// `ECANCELED`: the operation was cancelled.
    ECANCELED = 125, Fact::named("ECANCELED").means("the operation was cancelled");

    /// `ENOKEY`: the needed key is not there.
    ENOKEY = 126, Fact::named("ENOKEY").means("the needed key is not there");

    /// `EKEYEXPIRED`: the key has expired.
    EKEYEXPIRED = 127, Fact::named("EKEYEXPIRED").means("the key has expired");

    /// `EKEYREVOKED`: the key was withdrawn.
    EKEYREVOKED = 128, Fact::named("EKEYREVOKED").means("the key was withdrawn");

    /// `EKEYREJECTED`: the key was not accepted.
    EKEYREJECTED = 129, Fact::named("EKEYREJECTED").means("the key was not accepted");

    /// `EOWNERDEAD`: the owner of the lock died.
    EOWNERDEAD = 130, Fact::named("EOWNERDEAD").means("the owner of the lock died");

    /// `ENOTRECOVERABLE`: the state protected by the lock is lost.
    ENOTRECOVERABLE = 131, Fact::named("ENOTRECOVERABLE").means("the state protected by the lock is lost");

    /// `ERFKILL`: the radio is switched off.
    ERFKILL = 132, Fact::named("ERFKILL").means("the radio is switched off");

    /// `EHWPOISON`: the memory page has a hardware fault.
    EHWPOISON = 133, Fact::named("EHWPOISON").means("the memory page has a hardware fault");

    /// `ERESTARTSYS`: the kernel restarts the call, or ends it with EINTR if a handler says so.
    ERESTARTSYS = 512, Fact::named("ERESTARTSYS").means("the kernel restarts the call, or ends it with EINTR if a handler says so");

    /// `ERESTARTNOINTR`: the kernel restarts the call always.
    ERESTARTNOINTR = 513, Fact::named("ERESTARTNOINTR").means("the kernel restarts the call always");

    /// `ERESTARTNOHAND`: the kernel restarts the call if no handler ran.
    ERESTARTNOHAND = 514, Fact::named("ERESTARTNOHAND").means("the kernel restarts the call if no handler ran");

    /// `ENOIOCTLCMD`: no driver knows the ioctl.
    ENOIOCTLCMD = 515, Fact::named("ENOIOCTLCMD").means("no driver knows the ioctl");

    /// `ERESTART_RESTARTBLOCK`: the kernel restarts the call with what it saved.
    ERESTART_RESTARTBLOCK = 516, Fact::named("ERESTART_RESTARTBLOCK").means("the kernel restarts the call with what it saved");

    /// `EPROBE_DEFER`: the driver wants to be probed later.
    EPROBE_DEFER = 517, Fact::named("EPROBE_DEFER").means("the driver wants to be probed later");

    /// `EOPENSTALE`: opening met an outdated directory entry.
    EOPENSTALE = 518, Fact::named("EOPENSTALE").means("opening met an outdated directory entry");

    /// `ENOPARAM`: the mount parameter is not known.
    ENOPARAM = 519, Fact::named("ENOPARAM").means("the mount parameter is not known");

    /// `EBADHANDLE`: the NFS file handle is not valid.
    EBADHANDLE = 521, Fact::named("EBADHANDLE").means("the NFS file handle is not valid");

    /// `ENOTSYNC`: an NFS update came out of step.
    ENOTSYNC = 522, Fact::named("ENOTSYNC").means("an NFS update came out of step");

    /// `EBADCOOKIE`: the NFS directory cookie is outdated.
    EBADCOOKIE = 523, Fact::named("EBADCOOKIE").means("the NFS directory cookie is outdated");

    /// `ENOTSUPP`: this kernel, or this object, does not support the operation.
    ENOTSUPP = 524, Fact::named("ENOTSUPP").means("this kernel, or this object, does not support the operation");

    /// `ETOOSMALL`: the buffer or the request is too small.
    ETOOSMALL = 525, Fact::named("ETOOSMALL").means("the buffer or the request is too small");

    /// `ESERVERFAULT`: the NFS server failed in a way that has no number.
    ESERVERFAULT = 526, Fact::named("ESERVERFAULT").means("the NFS server failed in a way that has no number");

    /// `EBADTYPE`: the NFS server does not support the type.
    EBADTYPE = 527, Fact::named("EBADTYPE").means("the NFS server does not support the type");

    /// `EJUKEBOX`: the NFS server works on it but will take longer than the time for it.
    EJUKEBOX = 528, Fact::named("EJUKEBOX").means("the NFS server works on it but will take longer than the time for it");

    /// `EIOCBQUEUED`: the asynchronous request is queued and reports when it is done.
    EIOCBQUEUED = 529, Fact::named("EIOCBQUEUED").means("the asynchronous request is queued and reports when it is done");

    /// `ERECALLCONFLICT`: the NFS layout is being recalled.
    ERECALLCONFLICT = 530, Fact::named("ERECALLCONFLICT").means("the NFS layout is being recalled");

    /// `ENOGRACE`: the NFS server is not taking locks back: its grace period is over.
    ENOGRACE = 531, Fact::named("ENOGRACE").means("the NFS server is not taking locks back: its grace period is over");
}

shown!(Errno, "errno");

impl Errno {
    /// `EDEADLOCK`: another name of [`Self::EDEADLK`].
    pub const EDEADLOCK: Self = Self::EDEADLK;

    /// `EWOULDBLOCK`: another name of [`Self::EAGAIN`].
    pub const EWOULDBLOCK: Self = Self::EAGAIN;
}

impl Errno {
    /// What it means, in a few words; `None` if it is not known here.
    pub const fn description(self) -> Option<&'static str> {
        match self.fact() {
            Some(fact) => fact.means,
            None => None,
        }
    }
}
