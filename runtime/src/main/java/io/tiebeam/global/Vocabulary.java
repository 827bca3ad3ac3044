// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;

/** The words of {@code global}'s protocol. */
final class Vocabulary {
    /** The version that is spoken here, and by OTP 25 to 29. */
    static final int VERSION = 8;

    /** The lock that is held while nodes join and names change; also the module. */
    static final Atom GLOBAL = Atom.of("global");

    static final Name SERVER = Name.of("global_name_server");
    static final Atom CANCEL_CONNECT = Atom.of("cancel_connect");
    static final Atom DELETE = Atom.of("delete");
    static final Atom DEL_LOCK = Atom.of("del_lock");
    static final Atom EXCHANGE = Atom.of("exchange");
    static final Atom GET_KNOWN = Atom.of("get_known");
    static final Atom GET_PROTOCOL_VERSION = Atom.of("get_protocol_version");
    static final Atom GET_SYNCED = Atom.of("get_synced");
    static final Atom INIT_CONNECT = Atom.of("init_connect");
    static final Atom INIT_CONNECT_ACK = Atom.of("init_connect_ack");
    static final Atom INSERT = Atom.of("insert");
    static final Atom IN_SYNC = Atom.of("in_sync");
    static final Atom LOCK = Atom.of("lock");
    static final Atom LOCKER = Atom.of("locker");
    static final Atom LOCK_SET = Atom.of("lock_set");
    static final Atom LOST_CONNECTION = Atom.of("lost_connection");
    static final Atom NEW_NODES = Atom.of("new_nodes");
    static final Atom NONE = Atom.of("none");
    static final Atom NO_LONGER_A_PID = Atom.of("no_longer_a_pid");
    static final Atom REGISTER = Atom.of("register");
    static final Atom REGISTER_EXT = Atom.of("register_ext");
    static final Atom REMOVE_CONNECTION = Atom.of("remove_connection");
    static final Atom RESOLVED = Atom.of("resolved");
    static final Atom SET_LOCK = Atom.of("set_lock");
    static final Atom SYNC = Atom.of("sync");
    static final Atom UNREGISTER = Atom.of("unregister");
    static final Atom UNUSED = Atom.of("unused");
    static final Atom VSN = Atom.of("vsn");
    static final Atom YES = Atom.of("yes");

    private Vocabulary() {}
}
