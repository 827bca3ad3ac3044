// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The capabilities that nodes tell each other in the handshake, one bit each. A connection has those that both offered.
 * Bits and names: {@code dist.hrl} of OTP's kernel.
 */
public final class Flags {
    /** The node is visible: listed in {@code nodes()} and part of what {@code global} keeps together. */
    static final long PUBLISHED = 1L;

    static final long EXTENDED_REFERENCES = 1L << 2;
    /** Processes can be monitored by their pids. */
    public static final long DIST_MONITOR = 1L << 3;

    static final long FUN_TAGS = 1L << 4;
    /** Processes can be monitored by their names. */
    public static final long DIST_MONITOR_NAME = 1L << 5;

    static final long NEW_FUN_TAGS = 1L << 7;
    static final long EXTENDED_PIDS_PORTS = 1L << 8;
    static final long EXPORT_PTR_TAG = 1L << 9;
    static final long BIT_BINARIES = 1L << 10;
    static final long NEW_FLOATS = 1L << 11;
    static final long UNICODE_IO = 1L << 12;

    /** Frames begin with a header that carries atoms by number. Read here, not yet written. */
    static final long DIST_HDR_ATOM_CACHE = 1L << 13;

    static final long SMALL_ATOM_TAGS = 1L << 14;
    static final long UTF8_ATOMS = 1L << 16;
    static final long MAP_TAG = 1L << 17;
    static final long BIG_CREATION = 1L << 18;
    static final long SEND_SENDER = 1L << 19;
    static final long BIG_SEQTRACE_LABELS = 1L << 20;

    /** Exit reasons travel as a payload of their own. */
    static final long EXIT_PAYLOAD = 1L << 22;

    /** Long messages are cut into pieces. Read here, not yet written. */
    static final long FRAGMENTS = 1L << 23;

    static final long HANDSHAKE_23 = 1L << 24;
    static final long UNLINK_ID = 1L << 25;

    /** Stands for all of {@link #MANDATORY_25} at once. Bit 26, whatever the protocol document says. */
    static final long MANDATORY_25_DIGEST = 1L << 26;

    /** Processes can be started from elsewhere. */
    public static final long SPAWN = 1L << 32;

    /** The connecting node has no name of its own and asks for one. */
    static final long NAME_ME = 1L << 33;

    static final long V4_NC = 1L << 34;
    static final long ALIAS = 1L << 35;

    /** Operation 37: priority signals, and all messages to aliases between nodes since OTP 28. */
    static final long ALTACT_SIG = 1L << 37;

    static final long NATIVE_RECORDS = 1L << 38;

    /** What every node since OTP 25 insists on. */
    static final long MANDATORY_25 = EXTENDED_REFERENCES
            | FUN_TAGS
            | NEW_FUN_TAGS
            | EXTENDED_PIDS_PORTS
            | EXPORT_PTR_TAG
            | BIT_BINARIES
            | NEW_FLOATS
            | UTF8_ATOMS
            | MAP_TAG
            | BIG_CREATION
            | HANDSHAKE_23;

    /** What we insist on, as nodes since OTP 26 do; OTP 25 offers all of it. */
    public static final long MANDATORY = MANDATORY_25 | V4_NC | UNLINK_ID;

    private static final String[] NAMES = {
        "PUBLISHED",
        "ATOM_CACHE",
        "EXTENDED_REFERENCES",
        "DIST_MONITOR",
        "FUN_TAGS",
        "DIST_MONITOR_NAME",
        "HIDDEN_ATOM_CACHE",
        "NEW_FUN_TAGS",
        "EXTENDED_PIDS_PORTS",
        "EXPORT_PTR_TAG",
        "BIT_BINARIES",
        "NEW_FLOATS",
        "UNICODE_IO",
        "DIST_HDR_ATOM_CACHE",
        "SMALL_ATOM_TAGS",
        "ETS_COMPRESSED",
        "UTF8_ATOMS",
        "MAP_TAG",
        "BIG_CREATION",
        "SEND_SENDER",
        "BIG_SEQTRACE_LABELS",
        "PENDING_CONNECT",
        "EXIT_PAYLOAD",
        "FRAGMENTS",
        "HANDSHAKE_23",
        "UNLINK_ID",
        "MANDATORY_25_DIGEST",
        "27",
        "28",
        "29",
        "30",
        "31",
        "SPAWN",
        "NAME_ME",
        "V4_NC",
        "ALIAS",
        "LOCAL_EXT",
        "ALTACT_SIG",
        "NATIVE_RECORDS"
    };

    private Flags() {}

    /**
     * What this node offers: what works here, and nothing else. Not {@link #PUBLISHED}, since a visible node must take
     * part in {@code global}; not {@link #DIST_HDR_ATOM_CACHE} and {@link #FRAGMENTS}, which are read but not written.
     */
    public static long offered() {
        return MANDATORY
                | MANDATORY_25_DIGEST
                | DIST_MONITOR
                | DIST_MONITOR_NAME
                | UNICODE_IO
                | SMALL_ATOM_TAGS
                | SEND_SENDER
                | BIG_SEQTRACE_LABELS
                | EXIT_PAYLOAD
                | SPAWN
                | ALIAS
                | ALTACT_SIG
                | NATIVE_RECORDS;
    }

    /** {@code flags} of a node that is to be listed among the others, and takes part in what they keep together. */
    public static long visible(long flags) {
        return flags | PUBLISHED;
    }

    /** Whether a node with {@code flags} is listed among the others. */
    public static boolean isVisible(long flags) {
        return has(flags, PUBLISHED);
    }

    /** {@code flags} of a node that is not to be listed among the others. */
    public static long hidden(long flags) {
        return flags & ~PUBLISHED;
    }

    /** {@code flags} of a node that has no name and asks for one. */
    public static long askingForName(long flags) {
        return hidden(flags) | NAME_ME;
    }

    /** {@code flags} with {@link #MANDATORY_25_DIGEST} written out. */
    static long expanded(long flags) {
        return has(flags, MANDATORY_25_DIGEST) ? flags | MANDATORY_25 : flags;
    }

    /** Whether {@code flags} holds every bit of {@code wanted}. */
    public static boolean has(long flags, long wanted) {
        return (flags & wanted) == wanted;
    }

    /** The mandatory flags that {@code flags}, already expanded, lacks. */
    static long missing(long flags) {
        return MANDATORY & ~flags;
    }

    /** The names of the bits set in {@code flags}, in the order of the bits. */
    public static List<String> names(long flags) {
        List<String> names = new ArrayList<>();
        for (long left = flags; left != 0; left &= left - 1) {
            int bit = Long.numberOfTrailingZeros(left);
            names.add(bit < NAMES.length ? NAMES[bit] : Integer.toString(bit));
        }
        return names;
    }
}
