// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.Atom;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermReader;
import java.nio.charset.StandardCharsets;

/**
 * Atoms that a peer names outside of terms: in the handshake, before it has proven anything, and in frame headers.
 * They go through {@link TermReader}, since only what it reads counts against the number of atoms that the network may
 * add.
 */
final class NetworkAtom {
    private static final int ATOM_UTF8 = 118;
    private static final int ATOM_LATIN1 = 100;

    private NetworkAtom() {}

    /** The atom of UTF-8 bytes. */
    static Atom utf8(byte[] bytes, int offset, int length) {
        return read(ATOM_UTF8, bytes, offset, length);
    }

    /** The atom of a name that was Latin-1, as names in the handshake are. */
    static Atom latin1(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return read(ATOM_LATIN1, bytes, 0, bytes.length);
    }

    private static Atom read(int tag, byte[] bytes, int offset, int length) {
        byte[] term = new byte[3 + length];
        term[0] = (byte) tag;
        term[1] = (byte) (length >>> 8);
        term[2] = (byte) length;
        System.arraycopy(bytes, offset, term, 3, length);
        try {
            return (Atom) new TermReader(term, 0, term.length, TermReader.Limits.COPYING).read();
        } catch (TermException e) {
            throw new ProtocolException("atom of " + length + " bytes: " + e.getMessage(), e);
        }
    }
}
