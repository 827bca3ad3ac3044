// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** The tags of the external term format. Source: erts, "External Term Format". */
final class Tag {
    static final byte VERSION = (byte) 131;
    static final byte NATIVE_RECORD = 67;
    static final byte NEW_FLOAT = 70;
    static final byte BIT_BINARY = 77;
    static final byte COMPRESSED = 80;
    static final byte ATOM_CACHE_REF = 82;
    static final byte NEW_PID = 88;
    static final byte NEW_PORT = 89;
    static final byte NEWER_REFERENCE = 90;
    static final byte SMALL_INTEGER = 97;
    static final byte INTEGER = 98;
    static final byte FLOAT = 99;
    static final byte ATOM = 100;
    static final byte PORT = 102;
    static final byte PID = 103;
    static final byte SMALL_TUPLE = 104;
    static final byte LARGE_TUPLE = 105;
    static final byte NIL = 106;
    static final byte STRING = 107;
    static final byte LIST = 108;
    static final byte BINARY = 109;
    static final byte SMALL_BIG = 110;
    static final byte LARGE_BIG = 111;
    static final byte NEW_FUN = 112;
    static final byte EXPORT = 113;
    static final byte NEW_REFERENCE = 114;
    static final byte SMALL_ATOM = 115;
    static final byte MAP = 116;
    static final byte ATOM_UTF8 = 118;
    static final byte SMALL_ATOM_UTF8 = 119;
    static final byte V4_PORT = 120;
    static final byte LOCAL = 121;

    private Tag() {}
}
